using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Netcat.Tests;

/// <summary>A netcat source that runs on a free port until it is disposed.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly NetcatSource _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private RunningSource(NetcatSource source, TestComponentContext context, IChannelProcessor channels)
    {
        _source = source;
        Context = context;
        EndPoint = (IPEndPoint)source.LocalEndPoint!;
        _run = source.RunAsync(channels, _stop.Token);
    }

    public TestComponentContext Context { get; }

    public IPEndPoint EndPoint { get; }

    public long OpenConnections => Context.Counters[CounterNames.OpenConnectionCount].Value;

    public long ReadFails => Context.Counters[CounterNames.EventReadFail].Value;

    public static async Task<RunningSource> StartAsync(
        IChannelProcessor channels, bool ack = true, int longest = 512, string encoding = "utf-8", string bind = "127.0.0.1",
        int mostConnections = 50_000)
    {
        var context = new TestComponentContext("r1", TimeProvider.System);
        var source = new NetcatSource(
            new NetcatOptions
            {
                Bind = bind,
                Port = 0,
                AckEveryEvent = ack,
                MaxLineLength = longest,
                Encoding = Charset.Parse(encoding),
                MaxConnections = mostConnections,
            },
            context);
        await source.StartAsync(TestContext.Current.CancellationToken);
        return new RunningSource(source, context, channels);
    }

    public Task<LineClient> ConnectAsync() => LineClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, EndPoint.Port));

    /// <summary>Asks it to stop, as the host does; the task ends when it has.</summary>
    public Task StopAsync()
    {
        _stop.Cancel();
        return _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _source.StopAsync(CancellationToken.None);
        _source.Dispose();
        _stop.Dispose();
        Context.Dispose();
    }
}
