using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>Listens for Flume's Thrift calls: one is answered OK once every required channel has stored its events (Flume's ThriftSource).</summary>
[Source("thrift", Aliases = ["org.apache.flume.source.ThriftSource"],
    Summary = "Thrift server for the thrift sinks and clients of Flume and FlumePlug, and of other languages.")]
public sealed class ThriftSource : FramedSource
{
    private readonly ThriftSourceOptions _options;

    /// <summary>Reads the stores; listens with the start.</summary>
    public ThriftSource(ThriftSourceOptions options, ComponentContext context)
        : base(context)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Tls = ServerTls.Create(options, context);
    }

    /// <inheritdoc/>
    protected override (string? Host, int Port) Address => (_options.Bind, _options.Port);

    private protected override ThriftProtocol Protocol => _options.Protocol;

    private protected override FrameLimit Limit => new(_options.MaxMessageSize, "max-message-size");

    private protected override ServerTls? Tls { get; }

    private protected override IThriftService NewService() => new FlumeService(Protocol);
}
