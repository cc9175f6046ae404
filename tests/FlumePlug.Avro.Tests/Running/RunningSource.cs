using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>An avro source that runs on a free port until it is disposed.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly AvroSource _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private bool _isDisposed;

    private RunningSource(AvroSource source, TestComponentContext context, IChannelProcessor channels)
    {
        _source = source;
        Context = context;
        Port = ((IPEndPoint)source.LocalEndPoint!).Port;
        _run = source.RunAsync(channels, _stop.Token);
    }

    public TestComponentContext Context { get; }

    public int Port { get; }

    public long OpenConnections => Context.Counters[CounterNames.OpenConnectionCount].Value;

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

    /// <summary>The one warning that it logs; waits until it has.</summary>
    public async Task<string> WarningAsync()
    {
        await Eventually.TrueAsync(() => Context.Logged.TextsOf(LogLevel.Warning).Count > 0, () => "nothing was logged");
        return Assert.Single(Context.Logged.TextsOf(LogLevel.Warning));
    }

    /// <summary>A connection that a test speaks for itself.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Asks it to stop, as the host does; the task ends when it has.</summary>
    public Task StopAsync()
    {
        _stop.Cancel();
        return _run;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await StopAsync();
        await _source.StopAsync(CancellationToken.None);
        _source.Dispose();
        _stop.Dispose();
        Context.Dispose();
    }
}
