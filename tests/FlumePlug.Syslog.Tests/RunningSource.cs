using System.Net;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Syslog.Tests;

/// <summary>A syslog source that runs on free ports until it is disposed.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly ISource _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private RunningSource(ISource source, TestComponentContext context, IChannelProcessor channels)
    {
        (_source, Context) = (source, context);
        _run = source.RunAsync(channels, _stop.Token);
    }

    public TestComponentContext Context { get; }

    public IPEndPoint EndPoint => (IPEndPoint)(_source switch
    {
        SyslogTcpSource tcp => tcp.LocalEndPoint!,
        SyslogUdpSource udp => udp.LocalEndPoint!,
        _ => ((MultiportSyslogTcpSource)_source).LocalEndPoints[0],
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningSource> StartAsync(
        IChannelProcessor channels, Func<TestComponentContext, ISource> create, TimeProvider? time = null)
    {
        var context = new TestComponentContext("r1", time ?? TimeProvider.System);
        var source = create(context);
        await source.StartAsync(Token);
        return new RunningSource(source, context, channels);
    }

    public static Task<RunningSource> TcpAsync(IChannelProcessor channels, SyslogTcpOptions? options = null) =>
        StartAsync(channels, context => new SyslogTcpSource(options ?? OptionsOf.Tcp(), context));

    public long Counter(string name) => Context.Counters[name].Value;

    public async Task<Socket> ConnectAsync()
    {
        var type = _source is SyslogUdpSource ? SocketType.Dgram : SocketType.Stream;
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, EndPoint.Port), Token);
        return socket;
    }

    /// <summary>Sends on a connection of its own, which stays open until the test ends.</summary>
    public async Task<Socket> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var socket = await ConnectAsync();
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, Token)..];
        return socket;
    }

    public Task<Socket> SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Asks it to stop, as the host does; it may end with the cancellation.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.NotOnFaulted, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _source.StopAsync(CancellationToken.None);
        ((IDisposable)_source).Dispose();
        _stop.Dispose();
        Context.Dispose();
    }
}
