namespace FlumePlug.Script;

/// <summary>A script failed; the message names it, the line and the cause. Holds nothing of the script's own, which can be unloaded.</summary>
public sealed class ScriptException(string message) : Exception(message);
