using System.Reflection;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Configuration.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Plugins;

/// <summary>One component's texts on their way into one options object.</summary>
internal sealed class Binding(OptionBinder binder, ComponentKind kind, OptionsDescription described,
    IReadOnlyDictionary<string, OptionText> texts, BindProblems problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>What stands before the options' names in messages: a slot's prefix.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Options that the slot's owner reads itself.</summary>
    public IReadOnlyList<string> OwnerOptions { get; init; } = [];

    /// <summary>The value of the option marked as the batch size.</summary>
    public int? BatchSize { get; private set; }

    /// <summary>The options that say where a channel's events are, with their values.</summary>
    public string Place { get; private set; } = "";

    /// <summary>Makes the options object; null without a class.</summary>
    public object? Bind(Type? optionsClass)
    {
        if (described.Fault is { } fault)
            throw new PluginException($"options class {described.ClassName} cannot be used: {fault}");
        var options = optionsClass is null ? null : OptionsClass.Create(optionsClass);
        if (options is not null)
        {
            foreach (var option in described.Options)
                BindOption(options, option);
            foreach (var slot in described.Slots)
                BindSlot(options, slot);
        }
        ReportUnknown();
        if (options is IOptionRules rules)
            CheckRules(rules);
        return options;
    }

    private void BindOption(object options, OptionDescription option)
    {
        var property = OptionsClass.Property(options.GetType(), option.DeclaringClass, option.Property);
        OptionParser.Check(option, property.PropertyType);
        var given = Given(option);
        var value = option.Shape == OptionShape.Prefix
            ? Under(option.Name).ToDictionary(text => text.Key, text => text.Value.Value)
            : given is not null ? Read(given) : Default();
        if (option.IsPlace)
            Place += $"{option.Name}={given?.Value ?? option.Default}\n";
        var nothing = value is null || option.Shape == OptionShape.Prefix && Under(option.Name).Count == 0;
        if (option.Required && option.Default is null && nothing && !_broken.Contains(option.Name))
            Missing(option.Name);
        if (value is not null)
            Set(options, property, option.Name, given, value);
        if (option.IsBatchSize && value is not null)
            BatchSize = (int)Math.Clamp(Convert.ToInt64(value, null), 1, int.MaxValue);

        object? Read(OptionText text)
        {
            var parsed = OptionParser.Parse(option, property.PropertyType, text.Value);
            var fault = parsed.MustBe ?? OptionLimitsCheck.Check(property, option, parsed.Value, options);
            if (fault is not null)
            {
                Refuse(option, text, fault, parsed.Suggestion);
                return Default();
            }
            if (parsed.Note is { } note)
                problems.Repaired(text, NoValue(option, text, note), "it is false", null);
            return parsed.Value;
        }

        object? Default()
        {
            if (option.Default is null)
                return OptionParser.Empty(option, property.PropertyType);
            var parsed = OptionParser.Parse(option, property.PropertyType, option.Default);
            var fault = parsed.MustBe
                ?? (option.Limits == OptionLimits.None ? null : OptionLimitsCheck.Check(property, option, parsed.Value, options));
            return fault is null ? parsed.Value
                : throw new PluginException($"the default of option '{Prefix}{option.Name}' is no value for it: {fault}");
        }
    }

    // The accessor is the plugin's own code.
    private void Set(object options, PropertyInfo property, string option, OptionText? where, object? value)
    {
        try
        {
            property.SetValue(options, value, BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null);
        }
        catch (Exception thrown)
        {
            _broken.Add(option);
            problems.Error(where, $"option '{Prefix}{option}' cannot be set: {LoadFault.Message(thrown)}");
        }
    }

    // The first name that is given wins.
    private OptionText? Given(OptionDescription option)
    {
        OptionText? first = null;
        foreach (var name in option.Aliases.Prepend(option.Name))
        {
            if (!texts.TryGetValue(name, out var text))
                continue;
            _known.Add(name);
            if (first is not null)
                problems.Warning(text, $"option '{Prefix}{name}' is ignored: it is another name of '{Prefix}{option.Name}'");
            first ??= text;
        }
        return first;
    }

    private void Refuse(OptionDescription option, OptionText text, string fault, string? suggestion)
    {
        var message = NoValue(option, text, fault);
        if (option.BadValueIsDefault && !problems.Settings.Strict)
        {
            var repair = option.Default is null ? "its default is used" : $"the default {option.Default} is used";
            problems.Repaired(text, message, repair, suggestion);
            return;
        }
        _broken.Add(option.Name);
        problems.Error(text, message, suggestion);
    }

    private string NoValue(OptionDescription option, OptionText text, string fault) =>
        (option.Secret ? $"the value of option '{Prefix}{option.Name}' cannot be used: "
            : $"'{text.Value}' is no value for option '{Prefix}{option.Name}': ") + fault;

    private void Missing(string option)
    {
        _broken.Add(option);
        problems.Error(null, $"option '{Prefix}{option}' is required");
    }

    private void BindSlot(object options, SlotDescription slot)
    {
        var property = OptionsClass.Property(options.GetType(), slot.DeclaringClass, slot.Property);
        if (!slot.IsList)
        {
            var direct = texts.GetValueOrDefault(slot.Name);
            Set(options, property, slot.Name, direct, Slot(slot, property.PropertyType, slot.Name, slot.Name, direct));
            _known.Add(slot.Name);
            return;
        }
        var itemType = property.PropertyType.GetGenericArguments()[0];
        var names = JavaText.Words(texts.GetValueOrDefault(slot.Name)?.Value ?? "");
        _known.Add(slot.Name);
        if (names.Length == 0 && slot.Required)
            Missing(slot.Name);
        var items = Array.CreateInstance(itemType, names.Length);
        for (var i = 0; i < names.Length; i++)
            items.SetValue(Slot(slot, itemType, names[i], $"{slot.Name}.{names[i]}", null), i);
        Set(options, property, slot.Name, texts.GetValueOrDefault(slot.Name), items);
    }

    // The type is written as the option itself, or as `type` under its prefix.
    private object? Slot(SlotDescription slot, Type slotType, string name, string path, OptionText? direct)
    {
        var written = direct ?? texts.GetValueOrDefault(path + ".type");
        var type = written?.Value ?? slot.Default;
        if (type is null)
        {
            if (slot.Required || slot.IsList)
                Missing(slot.IsList ? path + ".type" : path);
            return null;
        }
        var under = Under(path + ".");
        if (direct is null)
            under.Remove("type");
        foreach (var option in slot.OwnerOptions)
            if (!under.ContainsKey(option))
                Missing($"{path}.{option}");
        binder.CheckSlot(slot, type, written, $"{Prefix}{path}.", under, problems);
        return Activator.CreateInstance(slotType, name, type, under.ToDictionary(text => text.Key, text => text.Value.Value));
    }

    private Dictionary<string, OptionText> Under(string prefix)
    {
        var under = new Dictionary<string, OptionText>(StringComparer.Ordinal);
        foreach (var (name, text) in texts)
            if (HostOptions.Covers(prefix, name))
            {
                _known.Add(name);
                under[name[prefix.Length..]] = text;
            }
        return under;
    }

    private void ReportUnknown()
    {
        foreach (var (name, text) in texts)
        {
            if (_known.Contains(name) || HostOptions.Reads(kind, name) || OwnerOptions.Contains(name))
                continue;
            var message = $"unknown option '{Prefix}{name}'";
            var nearest = Nearest.Of(name, Names()) is { } near ? Prefix + near : null;
            if (problems.Settings.UnknownIsError)
                problems.Error(text, message, nearest);
            else
                problems.Warning(text, message, nearest);
        }
    }

    private IEnumerable<string> Names() => described.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
        .Concat(described.Slots.Select(slot => slot.Name)).Concat(OwnerOptions).Concat(HostOptions.Of(kind))
        .Where(name => !name.EndsWith('.'));

    private void CheckRules(IOptionRules rules)
    {
        try
        {
            foreach (var error in rules.Check())
                if (!_broken.Contains(error.Option))
                    problems.Error(new OptionText("", error.PlaceIn(texts)), error.Text(Prefix));
        }
        catch (Exception thrown) when (_broken.Count > 0)
        {
            // The rules met an option that is missing or could not be read, which is told already.
            _ = thrown;
        }
        catch (Exception thrown)
        {
            problems.Error(null, $"the rules of its options failed: {LoadFault.Message(thrown)}");
        }
    }
}
