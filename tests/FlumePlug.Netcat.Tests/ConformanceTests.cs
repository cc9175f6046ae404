using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Netcat.Tests;

public sealed class ConformanceTests
{
    private static readonly ConditionalWeakTable<ISource, Socket> Clients = [];

    private static readonly SourceConformance<NetcatSource> Tcp = new(context => new NetcatSource(
        new NetcatOptions
        {
            Bind = "127.0.0.1",
            Port = 0,
            MaxLineLength = 512,
            AckEveryEvent = true,
            Encoding = Charset.Parse("utf-8"),
            MaxConnections = 10,
        },
        context))
    {
        Feed = async (source, _, texts, cancellationToken) => await ClientOf(source, source.LocalEndPoint!, SocketType.Stream)
            .SendAsync(Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text + "\n"))), SocketFlags.None, cancellationToken),
    };

    private static readonly SourceConformance<NetcatUdpSource> Udp = new(
        context => new NetcatUdpSource(new NetcatUdpOptions { Bind = "127.0.0.1", Port = 0 }, context))
    {
        Feed = async (source, _, texts, cancellationToken) =>
        {
            foreach (var text in texts)
                await ClientOf(source, source.LocalEndPoint!, SocketType.Dgram).SendAsync(Encoding.UTF8.GetBytes(text), SocketFlags.None, cancellationToken);
        },
    };

    public static TheoryData<string> PromisesOfTcp => [.. Tcp.Names];

    public static TheoryData<string> PromisesOfUdp => [.. Udp.Names];

    [Theory]
    [MemberData(nameof(PromisesOfTcp))]
    public Task Netcat_keeps_what_every_source_promises(string promise) => Tcp.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(PromisesOfUdp))]
    public Task Netcatudp_keeps_what_every_source_promises(string promise) => Udp.RunAsync(promise, TestContext.Current.CancellationToken);

    private static Socket ClientOf(ISource source, EndPoint address, SocketType type) => Clients.GetValue(source, _ =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        socket.Connect(address);
        return socket;
    });
}
