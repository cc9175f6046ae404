using FlumePlug.Avro.Tests.Running;
using FlumePlug.Thrift.Tests.Running;

namespace FlumePlug.Thrift.Tests;

public sealed class ConformanceTests
{
    private static readonly HopPromises<ThriftSource, ThriftSink> Hop = new(
        context => new ThriftSource(RunningSource.Options(), context),
        (port, timeout, context) => new ThriftSink(Sinks.Options(port, timeout: timeout), context),
        async (channels, port) => await RunningSource.StartAsync(channels, RunningSource.Options(port: port)));

    public static TheoryData<string> PromisesOfSources => [.. Hop.Source.Names];

    public static TheoryData<string> PromisesOfSinks => [.. Hop.Sink.Names];

    [Theory]
    [MemberData(nameof(PromisesOfSources))]
    public Task The_source_keeps_what_every_source_promises(string promise) => Hop.Source.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(PromisesOfSinks))]
    public Task The_sink_keeps_what_every_sink_promises(string promise) => Hop.Sink.RunAsync(promise, TestContext.Current.CancellationToken);
}
