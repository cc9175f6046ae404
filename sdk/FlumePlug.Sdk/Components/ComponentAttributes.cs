namespace FlumePlug.Sdk;

/// <summary>Names a component: its type in a configuration, and the other names it is known by.</summary>
/// <remarks>Read from metadata, without running plugin code. Types are matched without regard to case.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public abstract class ComponentAttribute(string type) : Attribute
{
    /// <summary>The type, as in <c>a1.sources.r1.type = netcat</c>.</summary>
    public string Type { get; } = type;

    /// <summary>Other names, such as Flume's Java class names.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>One sentence for lists and the component's page.</summary>
    public string Summary { get; init; } = "";
}

/// <summary>A class that implements <see cref="ISource"/>.</summary>
public sealed class SourceAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IChannel"/>.</summary>
public sealed class ChannelAttribute(string type) : ComponentAttribute(type)
{
    /// <summary>Whether a put stores all of its events or none.</summary>
    public bool AtomicPut { get; init; } = true;

    /// <summary>Whether stored events outlive the process.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether a reservation finds room before anything is stored; one that cannot is committed first.</summary>
    public bool Reserves { get; init; } = true;
}

/// <summary>A class that implements <see cref="ISink"/>.</summary>
public sealed class SinkAttribute(string type) : ComponentAttribute(type)
{
    /// <summary>How many takes may be processed before one flush.</summary>
    public int TakesPerFlush { get; init; } = 1;
}

/// <summary>A class that implements <see cref="IInterceptor"/>.</summary>
public sealed class InterceptorAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IChannelSelector"/>.</summary>
public sealed class ChannelSelectorAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="ISinkProcessor"/>.</summary>
public sealed class SinkProcessorAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IEventSerializer"/>.</summary>
public sealed class SerializerAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IEventDeserializer"/>.</summary>
public sealed class DeserializerAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="ISinkSelector"/>.</summary>
public sealed class SinkSelectorAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IPathManager"/>.</summary>
public sealed class PathManagerAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IExtractorSerializer"/>.</summary>
public sealed class ExtractorSerializerAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IConfigFilter"/>.</summary>
public sealed class ConfigFilterAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IMonitor"/>.</summary>
public sealed class MonitorAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IHttpHandler"/>.</summary>
public sealed class HttpHandlerAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IKeyProvider"/>.</summary>
public sealed class KeyProviderAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IEventValidator"/>.</summary>
public sealed class EventValidatorAttribute(string type) : ComponentAttribute(type);

/// <summary>A class that implements <see cref="IVerb"/>; its type is the word.</summary>
public sealed class VerbAttribute(string type) : ComponentAttribute(type);
