using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>What a <see cref="ThriftSink"/> can be told.</summary>
public sealed class ThriftSinkOptions : RpcSinkOptions
{
    /// <summary>The encoding.</summary>
    [Option("protocol", Default = ThriftProtocol.Compact, Summary = "compact or binary; the source's setting must be the same.")]
    public ThriftProtocol Protocol { get; init; }
}
