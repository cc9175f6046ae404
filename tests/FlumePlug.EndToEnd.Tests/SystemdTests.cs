using System.Net.Sockets;
using System.Text;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

/// <summary>What a service of <c>Type=notify</c> tells systemd.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public void Dispose()
    {
        _socket.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_told_when_the_agent_is_ready_and_when_it_stops(bool isAbstract)
    {
        var name = isAbstract ? $"@flumeplug-test-{Guid.NewGuid():N}" : _directory.PathOf("notify");
        _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + name[1..] : name));
        await using var agent = Start(name, _directory.Make("out"));

        Assert.Equal("READY=1\nSTATUS=1 channel, 1 sink, 1 source", await ReceiveAsync());
        var stop = agent.StopAsync();
        Assert.Equal("STOPPING=1", await ReceiveAsync());
        await stop;
    }

    [Fact]
    public async Task A_failing_component_does_not_keep_the_service_from_being_ready()
    {
        var name = _directory.PathOf("notify");
        _socket.Bind(new UnixDomainSocketEndPoint(name));
        await using var agent = Start(name, _directory.PathOf("missing"));

        Assert.StartsWith("READY=1\nSTATUS=Not started yet: sink k1 (", await ReceiveAsync(), StringComparison.Ordinal);
        _directory.Make("missing");
        Assert.Equal("READY=1\nSTATUS=1 channel, 1 sink, 1 source", await ReceiveAsync());
    }

    [Fact]
    public async Task A_socket_that_nobody_reads_is_only_warned_of()
    {
        await using var agent = Start(_directory.PathOf("nobody"), _directory.Make("out"));
        await agent.WhenLoggedAsync("systemd could not be told READY=1");
        Assert.EndsWith("0 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
    }

    private AgentProcess Start(string socket, string output) => AgentProcess.Start(_directory.Path,
        ["agent", "-n", "a1", "-f", _directory.Write("flume.conf", NetcatToFiles(Ports.Free(), output))], ("NOTIFY_SOCKET", socket));

    private async Task<string> ReceiveAsync()
    {
        var message = new byte[4096];
        var length = await _socket.ReceiveAsync(message, SocketFlags.None, TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(message, 0, length);
    }
}
