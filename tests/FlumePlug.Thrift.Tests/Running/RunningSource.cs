using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift.Tests.Running;

/// <summary>A thrift source that runs on a free port until it is disposed.</summary>
internal sealed class RunningSource : RunningListener
{
    private RunningSource(ThriftSource source, TestComponentContext context, IChannelProcessor channels)
        : base(source, context, channels)
    {
    }

    public static async Task<RunningSource> StartAsync(IChannelProcessor channels, ThriftSourceOptions? options = null)
    {
        var context = new TestComponentContext("r1", TimeProvider.System);
        var source = new ThriftSource(options ?? Options(), context);
        await source.StartAsync(TestContext.Current.CancellationToken);
        return new RunningSource(source, context, channels);
    }

    public static ThriftSourceOptions Options(ThriftProtocol protocol = ThriftProtocol.Compact, TestAuthority? tls = null, int most = 64 * 1024 * 1024, int port = 0) => new()
    {
        Bind = "127.0.0.1",
        Port = port,
        Protocol = protocol,
        MaxMessageSize = most,
        Ssl = tls is not null,
        Keystore = tls?.Keystore(),
        KeystorePassword = TestAuthority.Password,
    };
}
