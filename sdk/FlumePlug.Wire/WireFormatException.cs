namespace FlumePlug.Wire;

/// <summary>Bytes that are not what they should be: truncated, too large or malformed. The message says what was met.</summary>
public sealed class WireFormatException(string message, Exception? inner = null) : FormatException(message, inner);
