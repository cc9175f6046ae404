namespace FlumePlug.Core;

/// <summary>A running agent could not go over to a new configuration, and goes on as it was; the message says why.</summary>
public sealed class ChangeRefusedException(string message, Exception? inner = null) : Exception(message, inner);
