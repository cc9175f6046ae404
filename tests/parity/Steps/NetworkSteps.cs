using System.Globalization;
using System.Net.Sockets;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Steps;

/// <summary>Sends bytes on a TCP connection, opened by the first send that names it and kept to the end.</summary>
public sealed record SendStep(string Connection, int Times, string Literal) : Step
{
    public override async Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        var conversation = await run.ConversationAsync(Connection, cancellation);
        var all = Enumerable.Range(0, Times).SelectMany(
            n => BytesLiteral.Parse(Literal.Replace("{n}", n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        await conversation.SendAsync(all.ToArray(), cancellation);
    }
}

/// <summary>Ends the sending half of a connection; what the agent still answers is kept.</summary>
public sealed record CloseStep(string Connection) : Step
{
    public override async Task RunAsync(CaseRun run, CancellationToken cancellation) =>
        (await run.ConversationAsync(Connection, cancellation)).CloseSending();
}

/// <summary>Sends one UDP datagram, once the port is bound.</summary>
public sealed record DatagramStep(string Port, byte[] Bytes) : Step
{
    public override async Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        var port = run.Port(Port);
        await Poll.TrueAsync(() => IsBound(port), cancellation);
        using var socket = new UdpClient(AddressFamily.InterNetwork);
        await socket.SendAsync(Bytes, "127.0.0.1", port, cancellation);
    }

    private static bool IsBound(int port)
    {
        var local = string.Create(CultureInfo.InvariantCulture, $":{port:X4} ");
        return new[] { "/proc/net/udp", "/proc/net/udp6" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Any(line => line.Split(": ", 2) is [_, var entry] && entry.IndexOf(local, StringComparison.Ordinal) is > 0 and < 40);
    }
}

/// <summary>Asks the monitoring port; of a success the type is observed too, and a body that is no metrics.</summary>
public sealed record RequestStep(string Method, string Path) : Step
{
    public override async Task RunAsync(CaseRun run, CancellationToken cancellation) =>
        run.Note($"{Method} {Path}", await run.Metrics.AskAsync(new HttpMethod(Method), Path, cancellation));
}
