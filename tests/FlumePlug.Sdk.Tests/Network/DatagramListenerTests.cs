using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk.Tests.Network;

public sealed class DatagramListenerTests : IDisposable
{
    private const int Limit = 60_000;

    private readonly TestComponentContext _context = new("r1", TimeProvider.System);
    private readonly DatagramListener _listener;
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _numbers = [];

    public DatagramListenerTests() => _listener = new DatagramListener(_context);

    public void Dispose()
    {
        _client.Dispose();
        _listener.Dispose();
        _stop.Dispose();
        _context.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    private long Dropped => _context.Counters[CounterNames.KernelDropCount].Value;

    [Fact(Timeout = Limit)]
    public async Task What_comes_while_a_put_takes_its_time_is_kept()
    {
        var run = await StartAsync();
        Send(0, 200);
        await _serving.Task.WaitAsync(Token);
        for (var sent = 1; sent <= 40_000; sent++)
        {
            Send(sent, 200);
            if (sent % 2000 == 0)
                await Eventually.TrueAsync(() => InKernel() == 0, "the kernel's buffer is emptied");
        }
        _released.SetResult();
        await Eventually.TrueAsync(() => Received() == 40_001, () => $"{Received()} came, {Dropped} dropped");

        Assert.Equal(Enumerable.Range(0, 40_001), _numbers);
        Assert.Equal(0, Dropped);
        await StopAsync(run);
    }

    [Fact(Timeout = Limit)]
    public async Task What_the_kernel_has_no_room_for_is_counted_and_told()
    {
        var run = await StartAsync();
        Send(0, 200);
        await _serving.Task.WaitAsync(Token);
        for (var sent = 1; sent <= 600; sent++)
            Send(sent, 60_000);
        _released.SetResult();
        await Eventually.TrueAsync(() => InKernel() == 0, "the kernel's buffer is emptied");
        Send(601, 200);
        await Eventually.TrueAsync(() => Received() + Dropped == 602, () => $"{Received()} came, {Dropped} dropped");

        Assert.InRange(Dropped, 1, 400);
        Assert.Equal(_numbers.Order(), _numbers);
        Assert.StartsWith("Datagrams came faster than they were put", Assert.Single(_context.Logged.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
        await StopAsync(run);
    }

    [Fact(Timeout = Limit)]
    public async Task What_the_kernel_grants_of_the_buffer_is_told()
    {
        await _listener.ListenAsync("127.0.0.1", 0, Token);

        Assert.Matches(
            $"^Listening on 127.0.0.1:{Port} \\(UDP\\) with a receive buffer of \\d+ bytes; 4194304 were asked for$",
            Assert.Single(_context.Logged.TextsOf(LogLevel.Information)));
    }

    [Theory(Timeout = Limit)]
    [InlineData(0)]
    [InlineData(600)]
    public async Task A_stop_waits_neither_for_datagrams_nor_for_room(int waiting)
    {
        var run = await StartAsync();
        for (var sent = 0; sent < waiting; sent++)
            Send(sent, 60_000);
        await StopAsync(run);

        using var next = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        next.Bind(new IPEndPoint(IPAddress.Loopback, Port));
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_that_fails_ends_the_run_and_frees_the_port()
    {
        await _listener.ListenAsync("127.0.0.1", 0, Token);
        var run = _listener.RunAsync((_, _) => throw new InvalidOperationException("no channel"), _stop.Token);
        Send(0, 200);

        Assert.Equal("no channel", (await Assert.ThrowsAsync<InvalidOperationException>(() => run)).Message);
        using var next = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        next.Bind(new IPEndPoint(IPAddress.Loopback, Port));
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Datagrams_of_every_size_come_with_their_sender(bool takesMany)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var sent = new List<(int Length, int Port)>();
        foreach (var length in new[] { 0, 1, 65_507, 5, 0, 1000 })
        {
            var from = sent.Count % 2 == 0 ? _client : other;
            await from.SendToAsync(Bytes(length), SocketFlags.None, socket.LocalEndPoint!, Token);
            sent.Add((length, ((IPEndPoint)from.LocalEndPoint!).Port));
        }
        var receiver = new DatagramReceiver(socket, takesMany);
        var senders = new List<IPEndPoint>();
        while (senders.Count < sent.Count)
        {
            var count = receiver.Receive();
            Assert.InRange(count, 1, takesMany ? sent.Count : 1);
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(Bytes(sent[senders.Count].Length), receiver[i].ToArray());
                senders.Add(receiver.SenderOf(i));
            }
        }
        Assert.Equal(sent.Select(one => new IPEndPoint(IPAddress.Loopback, one.Port)), senders);
        Assert.Same(senders[0], senders[2]);
        Assert.Same(senders[1], senders[5]);
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

    private async Task<Task> StartAsync()
    {
        await _listener.ListenAsync("127.0.0.1", 0, Token);
        return _listener.RunAsync(ServeAsync, _stop.Token);
    }

    private async ValueTask ServeAsync(DatagramBlock datagrams, CancellationToken cancellationToken)
    {
        _serving.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        lock (_numbers)
            for (var i = 0; i < datagrams.Count; i++)
                _numbers.Add(BitConverter.ToInt32(datagrams[i]));
    }

    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.False(run.IsFaulted, run.Exception?.ToString());
    }

    private void Send(int number, int length)
    {
        var datagram = new byte[length];
        BitConverter.TryWriteBytes(datagram, number);
        _client.SendTo(datagram, _listener.LocalEndPoint!);
    }

    private int Received()
    {
        lock (_numbers)
            return _numbers.Count;
    }

    // proc(5): address:port in hexadecimal, and tx_queue:rx_queue.
    private long InKernel()
    {
        var columns = File.ReadLines("/proc/net/udp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(line => line[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{Port:X4}"), StringComparison.Ordinal));
        return long.Parse(columns[4].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
