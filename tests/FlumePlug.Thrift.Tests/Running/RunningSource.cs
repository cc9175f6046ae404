using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Thrift;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Thrift.Tests.Running;

/// <summary>A thrift source that runs on a free port until it is disposed.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly ThriftSource _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private bool _isDisposed;

    private RunningSource(ThriftSource source, TestComponentContext context, IChannelProcessor channels)
    {
        (_source, Context) = (source, context);
        Port = ((IPEndPoint)source.LocalEndPoint!).Port;
        _run = source.RunAsync(channels, _stop.Token);
    }

    public TestComponentContext Context { get; }

    public int Port { get; }

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

    /// <summary>The one warning that it logs; waits until it has.</summary>
    public async Task<LoggedLine> WarningAsync()
    {
        await Eventually.TrueAsync(() => Context.Logged.TextsOf(LogLevel.Warning).Count > 0, () => "nothing was logged");
        return Assert.Single(Context.Logged.Lines, line => line.Level == LogLevel.Warning);
    }

    /// <summary>A connection that a test speaks for itself.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _stop.CancelAsync();
        await _run;
        await _source.StopAsync(CancellationToken.None);
        _source.Dispose();
        _stop.Dispose();
        Context.Dispose();
    }
}
