using FlumePlug.Sdk;

namespace FlumePlug.Core.Plugins;

/// <summary>What a component is: the contract of the SDK that it implements.</summary>
public enum ComponentKind
{
#pragma warning disable CS1591 // Each is the contract of its name.
    Source,
    Channel,
    Sink,
    Interceptor,
    ChannelSelector,
    SinkProcessor,
    Serializer,
    Deserializer,
    SinkSelector,
    PathManager,
    ExtractorSerializer,
    ConfigFilter,
    Monitor,
    HttpHandler,
    KeyProvider,
    EventValidator,
    Verb,
#pragma warning restore CS1591
}

/// <summary>The contract, the attribute and the names of each kind.</summary>
public static class ComponentKinds
{
    private static readonly Row[] Rows =
    [
        new(typeof(ISource), nameof(SourceAttribute), "source", "source"),
        new(typeof(IChannel), nameof(ChannelAttribute), "channel", "channel"),
        new(typeof(ISink), nameof(SinkAttribute), "sink", "sink"),
        new(typeof(IInterceptor), nameof(InterceptorAttribute), "interceptor", "interceptor"),
        new(typeof(IChannelSelector), nameof(ChannelSelectorAttribute), "selector", "channel selector"),
        new(typeof(ISinkProcessor), nameof(SinkProcessorAttribute), "sink-processor", "sink processor"),
        new(typeof(IEventSerializer), nameof(SerializerAttribute), "serializer", "serializer"),
        new(typeof(IEventDeserializer), nameof(DeserializerAttribute), "deserializer", "deserializer"),
        new(typeof(ISinkSelector), nameof(SinkSelectorAttribute), "sink-selector", "sink selector"),
        new(typeof(IPathManager), nameof(PathManagerAttribute), "path-manager", "path manager"),
        new(typeof(IExtractorSerializer), nameof(ExtractorSerializerAttribute), "extractor-serializer", "extractor serializer"),
        new(typeof(IConfigFilter), nameof(ConfigFilterAttribute), "config-filter", "config filter"),
        new(typeof(IMonitor), nameof(MonitorAttribute), "monitor", "monitor"),
        new(typeof(IHttpHandler), nameof(HttpHandlerAttribute), "http-handler", "HTTP handler"),
        new(typeof(IKeyProvider), nameof(KeyProviderAttribute), "key-provider", "key provider"),
        new(typeof(IEventValidator), nameof(EventValidatorAttribute), "event-validator", "event validator"),
        new(typeof(IVerb), nameof(VerbAttribute), "verb", "verb"),
    ];

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ComponentKind> All { get; } = Enum.GetValues<ComponentKind>();

    /// <summary>The interface of the SDK.</summary>
    public static Type Contract(this ComponentKind kind) => Rows[(int)kind].Contract;

    /// <summary>The word in messages: channel selector.</summary>
    public static string Word(this ComponentKind kind) => Rows[(int)kind].Word;

    /// <summary>The name in files and schemas: sink-processor.</summary>
    public static string Key(this ComponentKind kind) => Rows[(int)kind].Key;

    /// <summary>The kind whose contract has this full name, or null.</summary>
    public static ComponentKind? OfContract(string? fullName) => Find(row => row.Contract.FullName == fullName);

    /// <summary>The kind that an attribute of the SDK marks, or null.</summary>
    public static ComponentKind? OfAttribute(string className) => Find(row => row.Attribute == className);

    /// <summary>The kind of a <see cref="Key"/>, or null.</summary>
    public static ComponentKind? OfKey(string key) => Find(row => row.Key == key);

    private static ComponentKind? Find(Predicate<Row> wanted)
    {
        var index = Array.FindIndex(Rows, wanted);
        return index < 0 ? null : (ComponentKind)index;
    }

    private sealed record Row(Type Contract, string Attribute, string Key, string Word);
}
