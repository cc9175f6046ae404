using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlumePlug.Core.Plugins.Describe;

/// <summary>Writes the schema of a component's options as the YAML form nests them.</summary>
internal sealed class SchemaOptions(Utf8JsonWriter json, SchemaValues values, ComponentCatalog catalog)
{
    /// <summary>The definition of one component; open, so that who refers to it can add what the agent or an owner reads.</summary>
    public void WriteDefinition(string name, ComponentDescription component)
    {
        json.WriteStartObject(name);
        if (component.Summary.Length > 0)
            json.WriteString("description", component.Summary);
        var leaves = Leaves(component.Options).ToList();
        WriteLevel(leaves, "");
        json.WriteEndObject();
    }

    /// <summary>A property that is what a definition says.</summary>
    public void WriteReference(string name, string definition)
    {
        json.WriteStartObject(name);
        values.Reference(definition);
        json.WriteEndObject();
    }

    /// <summary>A mapping from names to what is written by the action.</summary>
    public void WriteNamed(Action item)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        item();
        json.WriteEndObject();
    }

    // One name that users can write, and what its value is; what lies under it may be open.
    private sealed record Leaf(string Name, Action Value, bool HasMoreUnder);

    private IEnumerable<Leaf> Leaves(OptionsDescription options)
    {
        foreach (var option in options.Options)
            foreach (var name in option.Aliases.Prepend(option.Name))
                yield return option.Shape == OptionShape.Prefix
                    ? new(name[..^1], () => WriteOpen(option), HasMoreUnder: true)
                    : new(name, () => values.WriteOption(option), HasMoreUnder: false);
        foreach (var slot in options.Slots)
            yield return new(slot.Name, () => WriteSlot(slot), HasMoreUnder: true);
    }

    // The keys of a level are every run of names up to some dot: a.b.c is found under a, a.b and a.b.c.
    private void WriteLevel(List<Leaf> leaves, string prefix)
    {
        var under = leaves.FindAll(leaf => leaf.Name.StartsWith(prefix, StringComparison.Ordinal));
        json.WriteStartObject("properties");
        foreach (var key in under.SelectMany(leaf => Keys(leaf.Name[prefix.Length..])).Distinct())
        {
            json.WriteStartObject(key);
            WriteKey(leaves, prefix + key);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        var open = under.FindAll(leaf => leaf.HasMoreUnder);
        if (open.Count == 0)
            return;
        json.WriteStartObject("patternProperties");
        foreach (var leaf in open)
        {
            json.WriteStartObject($"^{Regex.Escape(leaf.Name[prefix.Length..])}\\.");
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void WriteKey(List<Leaf> leaves, string name)
    {
        var own = leaves.Where(leaf => leaf.Name == name).Select(leaf => leaf.Value).ToList();
        if (leaves.Exists(leaf => leaf.Name.StartsWith(name + ".", StringComparison.Ordinal)))
            own.Add(() =>
            {
                json.WriteString("type", "object");
                WriteLevel(leaves, name + ".");
                json.WriteBoolean("additionalProperties", false);
            });
        if (own.Count == 1)
            own[0]();
        else
            values.AnyOf([.. own]);
    }

    private static IEnumerable<string> Keys(string name)
    {
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
            yield return name[..dot];
        yield return name;
    }

    private void WriteOpen(OptionDescription option)
    {
        if (option.Summary.Length > 0)
            json.WriteString("description", option.Summary);
        json.WriteString("type", "object");
    }

    private void WriteSlot(SlotDescription slot)
    {
        if (slot.Summary.Length > 0)
            json.WriteString("description", slot.Summary);
        if (slot.Default is not null)
            json.WriteString("default", slot.Default);
        values.AnyOf(() => values.Reference(slot.IsList ? "list" : "text"), () =>
        {
            if (slot.IsList)
                WriteNamed(() => WriteSlotComponent(slot));
            else
                WriteSlotComponent(slot);
        });
    }

    private void WriteSlotComponent(SlotDescription slot)
    {
        if (slot.Kind is not { } kind)
            return;
        values.Reference($"{kind.Key()}.any");
        json.WriteStartObject("properties");
        foreach (var option in slot.OwnerOptions)
            WriteReference(option, "text");
        json.WriteEndObject();
        if (slot.Default is { } theDefault && catalog.Find(kind, theDefault).Entry is { } entry)
        {
            json.WriteStartObject("if");
            json.WriteStartArray("required");
            json.WriteStringValue("type");
            json.WriteEndArray();
            json.WriteEndObject();
            WriteReference("else", YamlSchema.DefinitionOf(entry.Component));
        }
        json.WriteBoolean("unevaluatedProperties", false);
    }
}
