using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Substitution;

/// <summary>
/// Chooses the prefixes: <c>sys</c>, <c>env</c>, <c>java</c> and <c>date</c>, unless a lookups file lists others. It is named
/// by <c>-Dlookups=path</c> (looked for there, then in the configuration directory) or is the directory's
/// <c>lookups.properties</c>, with lines such as <c>b64 = org.apache.commons.text.lookup.DefaultStringLookup.BASE64_ENCODER</c>.
/// </summary>
internal static class LookupsFile
{
    private const string Enum = "org.apache.commons.text.lookup.DefaultStringLookup.";

    /// <summary>The prefixes in lower case. What cannot be had is a problem where it is asked for.</summary>
    public static Dictionary<string, Lookup> Prefixes(ReadSettings settings, ConfigProblems problems)
    {
        var prefixes = new Dictionary<string, Lookup>(StringComparer.Ordinal);
        var lines = Read(settings, problems);
        if (lines is null)
        {
            foreach (var (prefix, name) in new[]
            {
                ("sys", "SYSTEM_PROPERTIES"), ("env", "ENVIRONMENT"), ("java", "JAVA"), ("date", "DATE"),
            })
            {
                prefixes[prefix] = StandardLookups.Find(name, settings)!;
            }
            return prefixes;
        }
        foreach (var line in lines)
        {
            var prefix = line.Key.ToLowerInvariant();
            if (!line.Value.StartsWith(Enum, StringComparison.Ordinal))
                prefixes[prefix] = Unavailable(line.Value + " is a Java class, not available here");
            else if (StandardLookups.Find(line.Value[Enum.Length..], settings) is { } lookup)
                prefixes[prefix] = lookup;
            else
                AddProblem(settings, problems, line.Location, $"{line.Key} is not a DefaultStringLookup enum value, ignoring");
        }
        return prefixes;
    }

    internal static Lookup Unavailable(string reason) => _ => throw new LookupException(reason);

    /// <summary>The lines that count, or null when there is no file or nothing in it.</summary>
    private static List<PropertyEntry>? Read(ReadSettings settings, ConfigProblems problems)
    {
        if (settings.SystemProperties.TryGetValue("lookups", out var named))
        {
            var inDirectory = settings.ConfDirectory is null ? null : Path.Combine(settings.ConfDirectory, named);
            var path = File.Exists(named) ? named : File.Exists(inDirectory) ? inDirectory : null;
            if (path is null)
                AddProblem(settings, problems, null, $"Unable to load {named} due to -Dlookups naming no file");
            else if (Parse(path, problems) is { Count: > 0 } lines)
                return lines;
        }
        if (settings.ConfDirectory is null) return null;
        var standard = Path.Combine(settings.ConfDirectory, "lookups.properties");
        return File.Exists(standard) ? Parse(standard, problems) : null;
    }

    private static List<PropertyEntry> Parse(string path, ConfigProblems problems)
    {
        if (ConfigurationFile.ReadBytes(path, problems) is not { } bytes) return [];
        var set = new PropertySet();
        set.AddFile(JavaProperties.Parse(bytes, path, problems), strict: false, problems);
        return [.. set.Entries.Values];
    }

    private static void AddProblem(ReadSettings settings, ConfigProblems problems, Location? location, string message) =>
        problems.Add(new ConfigProblem(
            settings.Mode == ReadMode.Strict ? Severity.Error : Severity.Warning, location, null, message));
}
