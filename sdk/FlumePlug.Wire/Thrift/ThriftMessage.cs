namespace FlumePlug.Wire.Thrift;

/// <summary>How values are encoded.</summary>
public enum ThriftProtocol
{
    /// <summary>TCompactProtocol, Flume's default.</summary>
    Compact,

    /// <summary>TBinaryProtocol, strict when written; read also without the version.</summary>
    Binary,
}

/// <summary>The types of values, by their numbers in the binary protocol.</summary>
public enum ThriftType
{
    /// <summary>The end of a struct.</summary>
    Stop = 0,

    /// <summary>A truth value.</summary>
    Bool = 2,

    /// <summary>8 bits.</summary>
    Byte = 3,

    /// <summary>A floating-point number.</summary>
    Real = 4,

    /// <summary>16 bits.</summary>
    I16 = 6,

    /// <summary>32 bits; an enum.</summary>
    I32 = 8,

    /// <summary>64 bits.</summary>
    I64 = 10,

    /// <summary>A text in UTF-8, or bytes.</summary>
    Binary = 11,

    /// <summary>Fields.</summary>
    Struct = 12,

    /// <summary>Keys and values.</summary>
    Map = 13,

    /// <summary>A set.</summary>
    Set = 14,

    /// <summary>A list.</summary>
    List = 15,
}

/// <summary>What a message is.</summary>
public enum ThriftMessageType
{
    /// <summary>A call that is answered.</summary>
    Call = 1,

    /// <summary>An answer.</summary>
    Reply = 2,

    /// <summary>An answer: the call could not be made.</summary>
    Exception = 3,

    /// <summary>A call that is not answered.</summary>
    OneWay = 4,
}

/// <summary>The head of a message.</summary>
/// <param name="Name">The call's name.</param>
/// <param name="Type">What it is.</param>
/// <param name="Sequence">The number by which the caller knows the answer.</param>
public readonly record struct ThriftMessage(string Name, ThriftMessageType Type, int Sequence);

/// <summary>The numbers of TApplicationException.</summary>
public static class ThriftError
{
    /// <summary>There is no such call.</summary>
    public const int UnknownMethod = 1;

    /// <summary>The call failed.</summary>
    public const int InternalError = 6;

    /// <summary>The arguments are malformed.</summary>
    public const int ProtocolError = 7;
}
