namespace FlumePlug.Sdk;

/// <summary>A channel could not do what was asked; the message is what a peer is told.</summary>
public class ChannelException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A channel had no room within keep-alive.</summary>
public sealed class ChannelFullException(string message) : ChannelException(message);

/// <summary>A sink could not deliver; the transaction is rolled back and tried again after a back-off.</summary>
public class EventDeliveryException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A component's options cannot work, found when it was built; the component is refused with the message.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Refuses a component for errors that are each told by itself, at its own place.</summary>
    public ConfigurationException(IReadOnlyList<OptionError> errors)
        : this(string.Join("; ", errors.Select(error => error.Message))) => Errors = errors;

    /// <summary>The errors; empty when the message says it all.</summary>
    public IReadOnlyList<OptionError> Errors { get; } = [];
}
