using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>An avro source that runs on a free port until it is disposed.</summary>
internal sealed class RunningSource : RunningListener
{
    private RunningSource(AvroSource source, TestComponentContext context, IChannelProcessor channels)
        : base(source, context, channels)
    {
    }

    public static async Task<RunningSource> StartAsync(IChannelProcessor channels, AvroSourceOptions? options = null)
    {
        var context = new TestComponentContext("r1", TimeProvider.System);
        var source = new AvroSource(options ?? Options(), context);
        await source.StartAsync(TestContext.Current.CancellationToken);
        return new RunningSource(source, context, channels);
    }

    public static AvroSourceOptions Options(bool deflate = false, TestAuthority? tls = null, string? filter = null, int most = 64 * 1024 * 1024, int port = 0) => new()
    {
        Bind = "127.0.0.1",
        Port = port,
        CompressionType = new CompressionType(deflate),
        MaxMessageSize = most,
        IpFilter = filter is not null,
        IpFilterRules = filter,
        Ssl = tls is not null,
        Keystore = tls?.Keystore(),
        KeystorePassword = TestAuthority.Password,
    };
}
