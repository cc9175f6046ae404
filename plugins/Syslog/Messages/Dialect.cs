namespace FlumePlug.Syslog.Messages;

/// <summary>What Flume's syslog sources do differently, each in its own way.</summary>
/// <param name="PriorityHeader">The header for the priority as it was written.</param>
/// <param name="VersionHeader">The header for the version.</param>
/// <param name="NumbersInvalid">Whether a message without a priority gets a facility and severity of 0.</param>
/// <param name="KeepsBeforeNothing">Whether fields are kept for a message without text; otherwise it stays as it came.</param>
/// <param name="NewGrammar">Makes a reader of headers for times in a zone.</param>
internal sealed record Dialect(
    string PriorityHeader, string VersionHeader, bool NumbersInvalid, bool KeepsBeforeNothing, Func<TimeZoneInfo, IMessageGrammar> NewGrammar)
{
    /// <summary>syslogtcp and syslogudp.</summary>
    public static Dialect OfPatterns { get; } = new("priority", "version", true, true, static zone => new PatternGrammar(zone));

    /// <summary>multiport_syslogtcp, whose times are UTC.</summary>
    public static Dialect OfBlanks { get; } = new("Priority", "Version", false, false, static _ => new BlankGrammar());
}
