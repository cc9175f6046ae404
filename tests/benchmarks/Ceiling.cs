using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Benchmarks;

/// <summary>
/// What the machine can do at most: a loop in a process of its own that only receives the bytes and counts the newlines, fed
/// by the same sender.
/// </summary>
internal static class Ceiling
{
    public static async Task<double> LinesPerSecondAsync(TimeSpan window)
    {
        var port = AgentProcess.FreePort();
        using var counting = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "count-lines", port.ToString(CultureInfo.InvariantCulture), window.TotalSeconds.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        })!;
        await counting.StandardOutput.ReadLineAsync();
        using var sender = new LineSender(port, readAnswers: false);
        return double.Parse((await counting.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    /// <summary>The other process: says it listens, then the rate after a second of warm-up.</summary>
    public static void CountLines(int port, double seconds)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Console.WriteLine("listening");
        using var socket = listener.AcceptSocket();
        var buffer = new byte[64 * 1024];
        long lines = 0;
        var since = Stopwatch.GetTimestamp();
        for (var warm = false; Stopwatch.GetElapsedTime(since).TotalSeconds < (warm ? seconds : 1) || !warm;)
        {
            if (!warm && Stopwatch.GetElapsedTime(since).TotalSeconds >= 1)
                (warm, lines, since) = (true, 0, Stopwatch.GetTimestamp());
            var count = socket.Receive(buffer);
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
        }
        Console.WriteLine((lines / Stopwatch.GetElapsedTime(since).TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }
}
