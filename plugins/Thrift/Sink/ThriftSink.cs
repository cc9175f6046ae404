using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>Sends batches to a thrift source (Flume's ThriftSink).</summary>
[Sink("thrift", Aliases = ["org.apache.flume.sink.ThriftSink"], TakesPerFlush = 8,
    Summary = "Sends batches to the thrift source of another agent, FlumePlug's or Flume's.")]
public sealed class ThriftSink(ThriftSinkOptions options, ComponentContext context) : RpcSink(options, context)
{
    /// <inheritdoc/>
    protected override string Expectation => $"a thrift source listen there, with protocol {(options.Protocol == ThriftProtocol.Binary ? "binary" : "compact")}";

    /// <inheritdoc/>
    protected override async ValueTask<RpcCalls> OpenAsync(HostPort host, ClientTls? tls, CancellationToken cancellationToken) => new OpenCalls(
        new ThriftConnection(await AgentStream.OpenAsync(host, tls, deflateLevel: null, compressInsideTls: false, cancellationToken), options.Protocol));
}
