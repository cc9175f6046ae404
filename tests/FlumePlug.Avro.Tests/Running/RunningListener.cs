using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>A source that was started on a free port, and runs until it is disposed.</summary>
internal abstract class RunningListener : IAsyncDisposable
{
    private readonly ConnectionSource _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private bool _isDisposed;

    protected RunningListener(ConnectionSource source, TestComponentContext context, IChannelProcessor channels)
    {
        (_source, Context) = (source, context);
        Port = ((IPEndPoint)source.LocalEndPoint!).Port;
        _run = source.RunAsync(channels, _stop.Token);
    }

    public TestComponentContext Context { get; }

    public int Port { get; }

    public long OpenConnections => Context.Counters[CounterNames.OpenConnectionCount].Value;

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
