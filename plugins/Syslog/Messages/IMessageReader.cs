using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Messages;

/// <summary>Makes messages events of a batch. One call at a time.</summary>
internal interface IMessageReader
{
    /// <summary>Messages since <see cref="Begin"/> of which nothing could be read.</summary>
    int Invalid { get; }

    /// <summary>Messages since <see cref="Begin"/> that were cut.</summary>
    int Cut { get; }

    /// <summary>To be called before the messages of a text.</summary>
    void Begin(ReadOnlySpan<byte> text);

    /// <summary>Adds the event of a message that lies in memory of the batch.</summary>
    /// <param name="batch">Takes the event.</param>
    /// <param name="message">The message, not empty.</param>
    /// <param name="isCut">Whether it was longer than it may be.</param>
    /// <param name="isCounted">Whether its length was told before it: it may then have line breaks.</param>
    /// <param name="extra">The headers of its connection; the same object for the same ones.</param>
    void Add(EventBatch batch, ReadOnlyMemory<byte> message, bool isCut, bool isCounted, Headers extra);
}
