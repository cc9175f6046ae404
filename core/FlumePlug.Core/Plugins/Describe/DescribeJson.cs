using System.Text.Json;

namespace FlumePlug.Core.Plugins.Describe;

/// <summary>Writes plugins and components as JSON. Values that say nothing are left out.</summary>
public static class DescribeJson
{
    /// <summary>Components as an array, without their options.</summary>
    public static void WriteComponents(Utf8JsonWriter json, IEnumerable<CatalogEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            WriteNames(json, entry);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>One component with all its options as an object.</summary>
    public static void WriteComponent(Utf8JsonWriter json, CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(entry);
        json.WriteStartObject();
        WriteNames(json, entry);
        if (entry.Component.Kind == ComponentKind.Sink)
            json.WriteNumber("takesPerFlush", entry.Component.TakesPerFlush);
        if (entry.Component.Kind == ComponentKind.Channel)
        {
            json.WriteBoolean("atomicPut", entry.Component.AtomicPut);
            json.WriteBoolean("durable", entry.Component.Durable);
            json.WriteBoolean("reserves", entry.Component.Reserves);
        }
        WriteText(json, "batchSizeOption", entry.Component.Options.BatchSize?.Name);
        json.WriteStartArray("options");
        foreach (var option in entry.Component.Options.Options)
            WriteOption(json, option);
        json.WriteEndArray();
        json.WriteStartArray("slots");
        foreach (var slot in entry.Component.Options.Slots)
            WriteSlot(json, slot);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Every plugin as an array.</summary>
    public static void WritePlugins(Utf8JsonWriter json, ComponentCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(catalog);
        json.WriteStartArray();
        foreach (var plugin in catalog.Plugins)
        {
            json.WriteStartObject();
            json.WriteString("name", plugin.Name);
            json.WriteString("version", plugin.Version);
            WriteText(json, "sdkVersion", plugin.SdkVersion?.ToString(3));
            json.WriteString("directory", plugin.Place.Directory);
            json.WriteBoolean("usable", plugin.UnusableReason is null);
            WriteText(json, "unusableReason", plugin.UnusableReason);
            WriteTexts(json, "warnings", plugin.Warnings);
            json.WritePropertyName("components");
            WriteComponents(json, plugin.Components.Select(component => new CatalogEntry(plugin, component)));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, CatalogEntry entry)
    {
        json.WriteString("kind", entry.Component.Kind.Key());
        json.WriteString("type", entry.Component.Type);
        WriteTexts(json, "aliases", entry.Component.Aliases);
        json.WriteString("summary", entry.Component.Summary);
        json.WriteString("class", entry.Component.ClassName);
        json.WriteString("plugin", entry.Plugin.Name);
        json.WriteString("version", entry.Plugin.Version);
        WriteText(json, "unusableReason", entry.Component.UnusableReason);
    }

    private static void WriteOption(Utf8JsonWriter json, OptionDescription option)
    {
        json.WriteStartObject();
        json.WriteString("name", option.Name);
        WriteTexts(json, "aliases", option.Aliases);
        json.WriteString("type", OptionWords.TypeOf(option));
        WriteTexts(json, "values", option.EnumValues.Count > 0 ? option.EnumValues : option.Limits.Allowed);
        WriteText(json, "default", option.Default);
        WriteText(json, "unit", option.Unit);
        json.WriteString("summary", option.Summary);
        WriteFlag(json, "required", option.Required);
        WriteFlag(json, "secret", option.Secret);
        WriteFlag(json, "badValueIsDefault", option.BadValueIsDefault);
        WriteText(json, "separator", option.Separator);
        WriteNumber(json, option.Limits.LeastIsExcluded ? "exclusiveMinimum" : "minimum", OptionLimitsCheck.Bound(option.Limits.Least));
        WriteNumber(json, option.Limits.MostIsExcluded ? "exclusiveMaximum" : "maximum", OptionLimitsCheck.Bound(option.Limits.Most));
        WriteNumber(json, "minLength", option.Limits.LeastLength);
        WriteNumber(json, "maxLength", option.Limits.MostLength);
        WriteText(json, "pattern", option.Limits.Pattern);
        json.WriteEndObject();
    }

    private static void WriteSlot(Utf8JsonWriter json, SlotDescription slot)
    {
        json.WriteStartObject();
        json.WriteString("name", slot.Name);
        json.WriteString("kind", slot.Kind?.Key() ?? slot.Contract);
        WriteFlag(json, "list", slot.IsList);
        WriteText(json, "default", slot.Default);
        json.WriteString("summary", slot.Summary);
        WriteFlag(json, "required", slot.Required);
        WriteTexts(json, "ownerOptions", slot.OwnerOptions);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool set)
    {
        if (set)
            json.WriteBoolean(name, true);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } set)
            json.WriteNumber(name, set);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
