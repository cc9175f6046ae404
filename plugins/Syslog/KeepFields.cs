namespace FlumePlug.Syslog;

/// <summary>The fields of the header that stay in the body (Flume's SyslogUtils.chooseFieldsToKeep).</summary>
/// <param name="All">The whole message as it came.</param>
/// <param name="Priority">The priority in its brackets.</param>
/// <param name="Version">The version, where there is one.</param>
/// <param name="Timestamp">The time as it was written.</param>
/// <param name="Hostname">The host.</param>
public sealed record KeepFields(bool All, bool Priority, bool Version, bool Timestamp, bool Hostname)
{
    /// <summary>No field: the message alone.</summary>
    public static KeepFields None { get; } = new(false, false, false, false, false);

    /// <summary>Whether a part of the header stays, so that the body is put together anew.</summary>
    public bool Some => Priority || Version || Timestamp || Hostname;

    /// <summary>
    /// <c>none</c> or <c>false</c>, <c>all</c> or <c>true</c>, else every field whose name is found in the text, whatever stands between
    /// them.
    /// </summary>
    public static KeepFields Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Trim().ToLowerInvariant();
        return words switch
        {
            "none" or "false" => None,
            "all" or "true" => None with { All = true },
            _ => new(false, Names("priority"), Names("version"), Names("timestamp"), Names("hostname")),
        };

        bool Names(string field) => words.Contains(field, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => All ? "all" : !Some ? "none" : string.Join(' ', Kept());

    private IEnumerable<string> Kept()
    {
        if (Priority)
            yield return "priority";
        if (Version)
            yield return "version";
        if (Timestamp)
            yield return "timestamp";
        if (Hostname)
            yield return "hostname";
    }
}
