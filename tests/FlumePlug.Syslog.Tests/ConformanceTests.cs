using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Syslog.Tests;

public sealed class ConformanceTests
{
    private static readonly ConditionalWeakTable<ISource, Socket> Clients = [];

    private static readonly SourceConformance<SyslogTcpSource> Tcp = new(context => new SyslogTcpSource(OptionsOf.Tcp(), context))
    {
        Feed = (source, _, texts, _) => SendAsync(source, source.LocalEndPoint!, SocketType.Stream, string.Concat(texts.Select(Line))),
    };

    private static readonly SourceConformance<MultiportSyslogTcpSource> Multiport = new(
        context => new MultiportSyslogTcpSource(OptionsOf.Multiport(), context))
    {
        Feed = (source, _, texts, _) => SendAsync(source, source.LocalEndPoints[0], SocketType.Stream, string.Concat(texts.Select(Line))),
    };

    private static readonly SourceConformance<SyslogUdpSource> Udp = new(context => new SyslogUdpSource(OptionsOf.Udp(), context))
    {
        Feed = async (source, _, texts, _) =>
        {
            foreach (var text in texts)
                await SendAsync(source, source.LocalEndPoint!, SocketType.Dgram, Line(text));
        },
    };

    public static TheoryData<string> PromisesOfTcp => [.. Tcp.Names];

    public static TheoryData<string> PromisesOfMultiport => [.. Multiport.Names];

    public static TheoryData<string> PromisesOfUdp => [.. Udp.Names];

    [Theory]
    [MemberData(nameof(PromisesOfTcp))]
    public Task Syslogtcp_keeps_what_every_source_promises(string promise) => Tcp.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(PromisesOfMultiport))]
    public Task Multiport_syslogtcp_keeps_what_every_source_promises(string promise) =>
        Multiport.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(PromisesOfUdp))]
    public Task Syslogudp_keeps_what_every_source_promises(string promise) => Udp.RunAsync(promise, TestContext.Current.CancellationToken);

    private static string Line(string text) => $"<13>1 2026-01-02T03:04:05Z host {text}\n";

    private static async Task SendAsync(ISource source, EndPoint address, SocketType type, string text) => await Clients.GetValue(source, _ =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        socket.Connect(address);
        return socket;
    }).SendAsync(Encoding.UTF8.GetBytes(text), SocketFlags.None, TestContext.Current.CancellationToken);
}
