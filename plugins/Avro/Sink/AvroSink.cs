using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro;

/// <summary>Sends batches to an avro source (Flume's AvroSink).</summary>
[Sink("avro", Aliases = ["org.apache.flume.sink.AvroSink"], TakesPerFlush = 8,
    Summary = "Sends batches to the avro source of another agent, FlumePlug's or Flume's.")]
public sealed class AvroSink : RpcSink
{
    private readonly AvroSinkOptions _options;

    /// <summary>Reads the stores; connects with the start.</summary>
    public AvroSink(AvroSinkOptions options, ComponentContext context)
        : base(options, context)
    {
        _options = options;
        if (options.MaxIoWorkers is not null)
            context.Logger.LogWarning("Specifying the number of workers is no longer supported (maxIoWorkers)");
    }

    /// <inheritdoc/>
    protected override string Expectation => $"an avro source listen there, with compression-type {_options.CompressionType}";

    /// <inheritdoc/>
    protected override async ValueTask<RpcCalls> OpenAsync(HostPort host, ClientTls? tls, CancellationToken cancellationToken)
    {
        var stream = await AgentStream.OpenAsync(
            host, tls, _options.CompressionType.IsDeflate ? _options.CompressionLevel : null, _options.CompressInsideTls, cancellationToken);
        return new OpenCalls(await AvroConnection.OpenAsync(stream, AvroProtocol.Flume, cancellationToken), new FlumeEventWriter(stream));
    }
}
