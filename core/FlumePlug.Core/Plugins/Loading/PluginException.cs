namespace FlumePlug.Core.Plugins;

/// <summary>A plugin or component cannot be used; the message names it and says why in one line.</summary>
public sealed class PluginException(string message, Exception? inner = null) : Exception(message, inner);
