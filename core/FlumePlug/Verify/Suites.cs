using System.Reflection;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Verify;

/// <summary>The conformance suites for classes that are known at run time only.</summary>
internal static class Suites
{
    private static readonly IReadOnlyDictionary<string, string> NoOptions = new Dictionary<string, string>();

    // What only its author can say: what feeds a source, how long a channel waits.
    private static readonly string[] NeedTheAuthor =
    [
        "A source ends when it is cancelled during a put", "A refused put does not end a source",
        "A batch that was put is not written, and is disposed",
        "Fit.Whole waits keep-alive", "Fit.Prefix waits keep-alive for one event and is then refused",
    ];

    /// <summary>The suite of a component; null when its kind has none.</summary>
    public static ConformanceSuite? Of(ComponentFactory factory, Type componentClass, ComponentDescription component)
    {
        var suite = component.Kind switch
        {
            ComponentKind.Interceptor => nameof(Interceptor),
            ComponentKind.Serializer => nameof(Serializer),
            ComponentKind.ChannelSelector => nameof(Selector),
            ComponentKind.Sink => nameof(Sink),
            ComponentKind.Source => nameof(Source),
            ComponentKind.Channel => nameof(Channel),
            _ => null,
        };
        return suite is null ? null : (ConformanceSuite)typeof(Suites).GetMethod(suite, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(componentClass).Invoke(null, [factory, component])!;
    }

    /// <summary>The checks that can be run without knowing more than the class.</summary>
    public static IReadOnlyList<ConformanceCheck> ChecksOf(ConformanceSuite suite, ComponentDescription component) =>
    [
        .. suite.Checks.Where(check => component.Kind is not (ComponentKind.Source or ComponentKind.Channel)
            || !Array.Exists(NeedTheAuthor, name => check.Name.StartsWith(name, StringComparison.Ordinal))),
    ];

    /// <summary>A component with default options.</summary>
    public static object Build(ComponentFactory factory, ComponentDescription component, TestComponentContext context, ChannelNames? channels = null)
    {
        foreach (var slot in component.Options.Slots)
            if (slot is { Kind: { } kind, Default: { } type })
                Generic(nameof(Fill), kind, factory, context, type);
        return Generic(nameof(Create), component.Kind, factory, component.ClassName, context, channels ?? new ChannelNames(["c1", "c2"]))!;
    }

    private static object? Generic(string method, ComponentKind kind, params object?[] arguments) =>
        typeof(Suites).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(kind.Contract())
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static void Fill<T>(ComponentFactory factory, TestComponentContext context, string type)
        where T : class => context.Provide(type, options => factory.Create<T>(type, options, context));

    private static T Create<T>(ComponentFactory factory, string className, TestComponentContext context, ChannelNames channels)
        where T : class => factory.Create<T>(className, NoOptions, context, channels, new SinkNames(["k1"]));

    private static InterceptorConformance<T> Interceptor<T>(ComponentFactory factory, ComponentDescription component)
        where T : IInterceptor => new(context => (T)Build(factory, component, context));

    private static SerializerConformance<T> Serializer<T>(ComponentFactory factory, ComponentDescription component)
        where T : IEventSerializer => new(context => (T)Build(factory, component, context));

    private static SelectorConformance<T> Selector<T>(ComponentFactory factory, ComponentDescription component)
        where T : IChannelSelector => new((channels, context) => (T)Build(factory, component, context, channels)) { Repeatable = false };

    private static SinkConformance<T> Sink<T>(ComponentFactory factory, ComponentDescription component)
        where T : ISink => new(context => (T)Build(factory, component, context));

    private static SourceConformance<T> Source<T>(ComponentFactory factory, ComponentDescription component)
        where T : ISource => new(context => (T)Build(factory, component, context));

    private static ChannelConformance<T> Channel<T>(ComponentFactory factory, ComponentDescription component)
        where T : IChannel => new(context => (T)Build(factory, component, context));
}
