namespace FlumePlug.Sqlite;

/// <summary>Where the database is, and settings of SQLite: <c>jdbc:sqlite:PATH?name=number&amp;..</c>, or only a path.</summary>
/// <param name="Path">The file, as the user wrote it.</param>
/// <param name="Settings">Pragmas of <see cref="Adjustable"/> and their numbers.</param>
public sealed record DatabaseUrl(string Path, IReadOnlyDictionary<string, long> Settings)
{
    /// <summary>What may be set; all others decide about safety and are fixed.</summary>
    private static readonly string[] Adjustable = ["cache_size", "max_page_count", "page_size"];

    /// <summary>Reads what <c>driver.url</c> holds.</summary>
    /// <exception cref="FormatException">It names another database, none on disk, or a setting that is not to be changed.</exception>
    public static DatabaseUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = WithoutScheme(text);
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? rest : rest[..question];
        if (path.Length == 0 || path.StartsWith(':'))
            throw new FormatException("a path is needed: a database in memory keeps nothing when the agent ends");
        return new DatabaseUrl(path, question < 0 ? new Dictionary<string, long>() : ReadSettings(rest[(question + 1)..]));
    }

    private static string WithoutScheme(string text)
    {
        if (Cut(ref text, "jdbc:") && !Cut(ref text, "sqlite:"))
            throw new FormatException(text.StartsWith("derby:", StringComparison.OrdinalIgnoreCase)
                ? "Derby's files cannot be read here; let Flume drain them, then write jdbc:sqlite:/path or leave driver.url out"
                : "the database inside the agent is SQLite; write jdbc:sqlite:/path");
        Cut(ref text, "sqlite:");
        Cut(ref text, "file:");
        return text;
    }

    private static Dictionary<string, long> ReadSettings(string text)
    {
        var settings = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var setting in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? setting : setting[..equals];
            if (!Adjustable.Contains(name))
                throw new FormatException($"'{name}' cannot be set: {string.Join(", ", Adjustable)} can; the journal is always a "
                    + "write-ahead log and every put is flushed");
            if (equals < 0 || !long.TryParse(setting.AsSpan(equals + 1), out var number))
                throw new FormatException($"'{setting}' must be {name}=NUMBER");
            settings[name] = number;
        }
        return settings;
    }

    private static bool Cut(ref string text, string start)
    {
        if (!text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            return false;
        text = text[start.Length..];
        return true;
    }
}
