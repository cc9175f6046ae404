namespace FlumePlug.Core.Plugins.Describe;

/// <summary>Describes plugins and components for people.</summary>
public static class DescribeText
{
    /// <summary>Every component, one row each, under its kind.</summary>
    public static void WriteComponents(IDescriptionPage page, IEnumerable<CatalogEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(page);
        foreach (var kind in entries.GroupBy(entry => entry.Component.Kind))
        {
            page.Heading(kind.Key.Word());
            page.Table(["", "", ""], [.. kind.Select(entry => new[] { entry.Component.Type, entry.Plugin.Name, entry.Component.Summary })]);
        }
    }

    /// <summary>One component with all its options.</summary>
    public static void WriteComponent(IDescriptionPage page, CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(entry);
        var component = entry.Component;
        page.Heading($"{component.Kind.Word()} {component.Type}");
        if (component.Summary.Length > 0)
            page.Line(component.Summary);
        if (component.Aliases.Count > 0)
            page.Line($"also: {string.Join(", ", component.Aliases)}");
        page.Line($"plugin: {entry.Plugin.Name}, class {component.ClassName}");
        if (component.Kind == ComponentKind.Channel)
            page.Line($"a put stores {(component.AtomicPut ? "all of its events or none" : "a part of its events when it fails")}; "
                + $"events {(component.Durable ? "outlive the process" : "end with the process")}");
        string[][] rows = [.. component.Options.Options.Select(Row), .. component.Options.Slots.Select(Row)];
        if (rows.Length > 0)
            page.Table(["option", "type", "default", "unit", "meaning"], rows);
    }

    /// <summary>Every plugin with its version, that of its SDK and where it is; why it cannot be used, and what is odd.</summary>
    public static void WritePlugins(IDescriptionPage page, ComponentCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(catalog);
        if (catalog.Plugins.Count == 0)
            page.Line("There are no plugins.");
        else
            page.Table(["plugin", "version", "SDK", "directory", "components"], [.. catalog.Plugins.Select(plugin => new[]
            {
                plugin.Name, plugin.Version, plugin.SdkVersion?.ToString(2) ?? "", plugin.Place.Directory,
                plugin.UnusableReason is { } reason ? $"cannot be used: {reason}" : Components(plugin),
            })]);
        foreach (var plugin in catalog.Plugins)
            foreach (var warning in plugin.Warnings)
                page.Line($"{plugin.Name}: {warning}");
    }

    private static string Components(Plugin plugin) =>
        string.Join(", ", plugin.Components.Select(component => $"{component.Kind.Word()} {component.Type}"
            + (component.UnusableReason is { } reason ? $" (cannot be used: {reason})" : "")));

    private static string[] Row(OptionDescription option) =>
    [
        string.Join(", ", option.Aliases.Prepend(option.Name)), OptionWords.TypeOf(option), OptionWords.DefaultOf(option), option.Unit ?? "",
        Sentences(option.Summary, OptionWords.LimitsOf(option), option.Secret ? "secret" : ""),
    ];

    private static string[] Row(SlotDescription slot) =>
    [
        slot.Name, (slot.IsList ? "names of " : "") + (slot.Kind?.Word() ?? slot.Contract),
        slot.Default ?? (slot.Required ? "required" : "-"), "",
        Sentences(slot.Summary, slot.OwnerOptions.Count == 0 ? "" : "each with " + string.Join(", ", slot.OwnerOptions), ""),
    ];

    private static string Sentences(string summary, string limits, string secret)
    {
        var remarks = string.Join("; ", new[] { limits, secret }.Where(remark => remark.Length > 0));
        return remarks.Length == 0 ? summary : $"{summary} ({remarks})".TrimStart();
    }
}
