namespace FlumePlug.Syslog.Messages;

/// <summary>What a message turned out to be.</summary>
internal enum MessageKind
{
    /// <summary>It has no priority, or nothing of it can be read.</summary>
    Invalid,

    /// <summary>A priority, and text in no format that is known.</summary>
    Bare,

    /// <summary>Its header was read.</summary>
    Parsed,
}

/// <summary>A piece of a message; nothing when it has no bytes.</summary>
internal readonly record struct Field(int Start, int Length)
{
    public int End => Start + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> message) => message.Slice(Start, Length);
}

/// <summary>Where the fields of a message stand.</summary>
internal struct MessageParts
{
    /// <summary>The priority's digits.</summary>
    public Field Priority;
    public int PriorityValue;
    public Field Version;

    /// <summary>The time as written; nothing where it is <c>-</c>.</summary>
    public Field Time;

    /// <summary>Milliseconds since 1970; null when they cannot be told.</summary>
    public long? Millis;
    public Field Host;

    /// <summary>Where the text behind the header begins.</summary>
    public int Body;

    /// <summary>Whether the same header means the same in the next message: not where the time is that of its arrival.</summary>
    public bool IsLasting;
}
