namespace FlumePlug.Sdk;

/// <summary>One event: immutable headers and a body. A value without a heap object of its own.</summary>
/// <remarks>
/// The body points into memory of the batch that the event came from and is valid only as long as somebody retains that
/// batch. Bodies are always array-backed.
/// </remarks>
public struct Event
{
    /// <summary>Makes an event of headers and a body that the batch it is added to keeps alive.</summary>
    public Event(Headers headers, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Headers = headers;
        Body = body;
    }

    /// <summary>The headers; never null in an event of a batch.</summary>
    public Headers Headers { readonly get; internal set; }

    /// <summary>The body bytes.</summary>
    public readonly ReadOnlyMemory<byte> Body { get; }
}
