namespace FlumePlug.Syslog.Messages;

/// <summary>How a source reads a message's header. One call at a time.</summary>
internal interface IMessageGrammar
{
    /// <summary>Reads the header of a message that is not empty.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mayBreak">Whether it may have a line break, which Flume's patterns do not go past.</param>
    /// <param name="parts">Takes what was found.</param>
    MessageKind Read(ReadOnlySpan<byte> message, bool mayBreak, ref MessageParts parts);

    /// <summary>Sets the clock for the messages to come: it tells the year of a time that has none.</summary>
    void Begin(DateTimeOffset now);

    /// <summary>Forgets what a time without a year meant.</summary>
    void Forget();
}
