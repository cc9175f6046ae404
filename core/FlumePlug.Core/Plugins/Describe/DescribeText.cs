namespace FlumePlug.Core.Plugins.Describe;

/// <summary>Writes plugins and components as plain text.</summary>
public static class DescribeText
{
    /// <summary>Every component, one line each, under its kind.</summary>
    public static void WriteComponents(TextWriter output, IEnumerable<CatalogEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var kind in entries.GroupBy(entry => entry.Component.Kind))
        {
            output.WriteLine(kind.Key.Word());
            WriteTable(output, "  ", kind.Select(entry =>
                new[] { entry.Component.Type, entry.Plugin.Name, entry.Component.Summary }));
        }
    }

    /// <summary>One component with all its options.</summary>
    public static void WriteComponent(TextWriter output, CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(entry);
        var component = entry.Component;
        output.WriteLine($"{component.Kind.Word()} {component.Type}");
        if (component.Summary.Length > 0)
            output.WriteLine(component.Summary);
        if (component.Aliases.Count > 0)
            output.WriteLine($"also: {string.Join(", ", component.Aliases)}");
        output.WriteLine($"plugin: {entry.Plugin.Name} {entry.Plugin.Version}, class {component.ClassName}");
        if (component.Kind == ComponentKind.Channel)
            output.WriteLine("a put stores "
                + $"{(component.AtomicPut ? "all of its events or none" : "a part of its events when it fails")}; "
                + $"events {(component.Durable ? "outlive the process" : "end with the process")}");
        var rows = component.Options.Options.Select(Row).Concat(component.Options.Slots.Select(Row)).ToList();
        if (rows.Count == 0)
            return;
        output.WriteLine();
        WriteTable(output, "", rows.Prepend(["OPTION", "TYPE", "DEFAULT", "UNIT", "MEANING"]));
    }

    /// <summary>Every plugin with its version and where it is; why it cannot be used, and what is odd.</summary>
    public static void WritePlugins(TextWriter output, ComponentCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(catalog);
        WriteTable(output, "", catalog.Plugins.Select(plugin => new[]
        {
            plugin.Name, plugin.Version, plugin.Place.Directory,
            plugin.UnusableReason is { } reason ? $"cannot be used: {reason}" : Components(plugin),
        }));
        foreach (var plugin in catalog.Plugins)
            foreach (var warning in plugin.Warnings)
                output.WriteLine($"{plugin.Name}: {warning}");
        foreach (var problem in catalog.Problems)
            output.WriteLine(problem);
    }

    private static string Components(Plugin plugin) =>
        string.Join(", ", plugin.Components.Select(component => $"{component.Kind.Word()} {component.Type}"));

    private static string[] Row(OptionDescription option) =>
    [
        string.Join(", ", option.Aliases.Prepend(option.Name)), OptionWords.TypeOf(option), OptionWords.DefaultOf(option),
        option.Unit ?? "",
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

    private static void WriteTable(TextWriter output, string indent, IEnumerable<string[]> table)
    {
        var rows = table.ToList();
        if (rows.Count == 0)
            return;
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine((indent + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
    }
}
