using System.Text;
using FlumePlug.ChannelSelectors;
using FlumePlug.Interceptors;
using FlumePlug.Interceptors.Extracting;
using FlumePlug.Sdk.Text;
using FlumePlug.Serializers;

namespace FlumePlug.Leaves.Tests;

/// <summary>The built-in leaves keep the promises that any plugin's keep.</summary>
public sealed class ConformanceTests
{
    private static readonly Event[] Samples =
    [
        EventOf("id=7 level=WARN"), EventOf("id=7 level=WARN", ("h", "a")), EventOf("žluť id=42", ("h", "b"), ("key", "old")),
    ];

    private static readonly Dictionary<string, ConformanceSuite> Suites = new()
    {
        ["timestamp"] = Interceptor(context => new TimestampInterceptor(Given.Options<TimestampOptions>(), context)),
        ["host"] = Interceptor(context => new HostInterceptor(Given.Options<HostOptions>(), context)),
        ["static"] = Interceptor(_ => new StaticInterceptor(Given.Options<StaticOptions>())),
        ["uuid"] = Interceptor(_ => new UuidInterceptor(Given.Options<UuidOptions>())),
        ["remove_header"] = Interceptor(
            context => new RemoveHeaderInterceptor(Given.Options<RemoveHeaderOptions>(("matching", "k.*")), context)),
        ["search_replace"] = Interceptor(_ => new SearchReplaceInterceptor(
            Given.Options<SearchReplaceOptions>(("searchPattern", @"id=(\d+)"), ("replaceString", "nr=$1")))),
        ["search_replace in UTF-16"] = Interceptor(_ => new SearchReplaceInterceptor(
            Given.Options<SearchReplaceOptions>(("searchPattern", "a"), ("replaceString", "b"), ("charset", "UTF-16")))),
        ["regex_filter by bytes"] = Interceptor(_ => new RegexFilterInterceptor(Given.Options<RegexFilterOptions>(("regex", "WARN")))),
        ["regex_filter by pattern"] = Interceptor(
            _ => new RegexFilterInterceptor(Given.Options<RegexFilterOptions>(("regex", "(WARN|a+)$"), ("excludeEvents", "true")))),
        ["regex_extractor by bytes"] = Interceptor(context => Extractor(@"(\w+)", context)),
        ["regex_extractor by match"] = Interceptor(context => Extractor(@"([a-c]+|\d+)$", context)),
        ["regex_extractor by groups"] = Interceptor(context => Extractor(@"(id)=(\d+)", context)),
        ["replicating"] = Selector((channels, _) => new ReplicatingChannelSelector(
            Given.Options<ReplicatingOptions>(("optional", "c1")), channels)),
        ["multiplexing"] = Selector((channels, _) => new MultiplexingChannelSelector(
            Given.Options<MultiplexingOptions>(("header", "h"), ("mapping.a", "c1"), ("optional.b", channels.Names[^1])), channels)),
        ["load_balancing"] = Selector(
            (channels, _) => new LoadBalancingChannelSelector(Given.Options<LoadBalancingOptions>(), channels), repeatable: false),
        ["text"] = new SerializerConformance<TextSerializer>(_ => new TextSerializer(Given.Options<NewlineOptions>()))
        {
            Read = file => Encoding.UTF8.GetString(file.Span).Split('\n')[..^1],
        },
        ["header_and_text"] = new SerializerConformance<HeaderAndTextSerializer>(
            _ => new HeaderAndTextSerializer(Given.Options<NewlineOptions>())),
    };

    public static TheoryData<string, string> Promises =>
        [.. Suites.SelectMany(suite => suite.Value.Names.Select(name => (suite.Key, name)))];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Keeps(string leaf, string promise) => Suites[leaf].RunAsync(promise, TestContext.Current.CancellationToken);

    private static InterceptorConformance<T> Interceptor<T>(Func<TestComponentContext, T> create)
        where T : IInterceptor => new(create) { Samples = Samples };

    private static SelectorConformance<T> Selector<T>(Func<ChannelNames, TestComponentContext, T> create, bool repeatable = true)
        where T : IChannelSelector => new(create) { Samples = Samples, Repeatable = repeatable };

    private static RegexExtractorInterceptor Extractor(string pattern, TestComponentContext context)
    {
        context.Provide<IExtractorSerializer>("default", _ => new DefaultExtractorSerializer());
        return new RegexExtractorInterceptor(
            new RegexExtractorOptions
            {
                Regex = JavaPattern.Parse(pattern),
                Serializers =
                [
                    TestComponentContext.SlotOf<IExtractorSerializer>("default", ("name", "h")),
                    TestComponentContext.SlotOf<IExtractorSerializer>("default", ("name", "second")),
                ],
            },
            context);
    }
}
