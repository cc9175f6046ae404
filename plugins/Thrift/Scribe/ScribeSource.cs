using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>Listens for Scribe's <c>Log</c>: OK once every required channel has stored the entries of a call, else TRY_LATER (Flume's ScribeSource).</summary>
[Source("scribe", Aliases = ["org.apache.flume.source.scribe.ScribeSource"],
    Summary = "Server for clients of Scribe: entries become events with the header category.")]
public sealed class ScribeSource : FramedSource
{
    private readonly ScribeOptions _options;

    /// <summary>Listens with the start.</summary>
    public ScribeSource(ScribeOptions options, ComponentContext context)
        : base(context)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    protected override (string? Host, int Port) Address => (null, _options.Port);

    private protected override ThriftProtocol Protocol => ThriftProtocol.Binary;

    private protected override FrameLimit Limit => new(_options.MaxReadBufferBytes, "maxReadBufferBytes");

    private protected override IThriftService NewService() => new ScribeService();
}
