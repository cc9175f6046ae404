using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Benchmarks;

/// <summary>
/// What the machine can do at most: loops in a process of their own that only receive the bytes and count the newlines, or
/// answer each receive at once, fed by the same senders.
/// </summary>
internal static class Ceiling
{
    public static async Task<double> LinesPerSecondAsync(TimeSpan window, byte[]? block = null)
    {
        var port = AgentProcess.FreePort();
        using var counting = await StartAsync("count-lines", port, connections: 1, window);
        using var sender = new LineSender(port, readAnswers: false, block);
        return await RateAsync(counting);
    }

    /// <summary>The rate of many connections that each send one line at a time.</summary>
    public static async Task<double> OneAtATimeAsync(int connections, TimeSpan window)
    {
        var port = AgentProcess.FreePort();
        using var counting = await StartAsync("count-lines", port, connections, window);
        using var senders = new OneAtATime(port, connections);
        return await RateAsync(counting);
    }

    /// <summary>The median time of a line and its answer, in microseconds.</summary>
    public static async Task<double> AnswerMicrosecondsAsync(int lines)
    {
        var port = AgentProcess.FreePort();
        using var answering = await StartAsync("answer", port, connections: 1, TimeSpan.Zero);
        var median = OneAtATime.MedianMicroseconds(port, lines);
        await answering.WaitForExitAsync();
        return median;
    }

    /// <summary>The other process: listens, says so, and does what it was asked to.</summary>
    public static void Run(string what, int port, int connections, double seconds)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Console.WriteLine("listening");
        var sockets = Enumerable.Range(0, connections).Select(_ => listener.AcceptSocket()).ToList();
        if (what == "answer")
            Answer(sockets[0]);
        else
            CountLines(sockets, seconds);
        foreach (var socket in sockets)
            socket.Dispose();
    }

    // Says the rate after a second of warm-up.
    private static void CountLines(List<Socket> sockets, double seconds)
    {
        var buffer = new byte[64 * 1024];
        List<Socket> readable = [];
        long lines = 0;
        var since = Stopwatch.GetTimestamp();
        for (var warm = false; Stopwatch.GetElapsedTime(since).TotalSeconds < (warm ? seconds : 1) || !warm;)
        {
            if (!warm && Stopwatch.GetElapsedTime(since).TotalSeconds >= 1)
                (warm, lines, since) = (true, 0, Stopwatch.GetTimestamp());
            readable.Clear();
            readable.AddRange(sockets);
            if (sockets.Count > 1)
                Socket.Select(readable, null, null, 1_000_000);
            foreach (var socket in readable)
                lines += buffer.AsSpan(0, socket.Receive(buffer)).Count((byte)'\n');
        }
        Console.WriteLine((lines / Stopwatch.GetElapsedTime(since).TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private static void Answer(Socket socket)
    {
        socket.NoDelay = true;
        var buffer = new byte[1024];
        while (socket.Receive(buffer) > 0)
            socket.Send("OK\n"u8);
    }

    private static async Task<Process> StartAsync(string what, int port, int connections, TimeSpan window)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList =
            {
                "ceiling", what, port.ToString(CultureInfo.InvariantCulture), connections.ToString(CultureInfo.InvariantCulture),
                window.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            },
            RedirectStandardOutput = true,
        })!;
        await process.StandardOutput.ReadLineAsync();
        return process;
    }

    private static async Task<double> RateAsync(Process counting) =>
        double.Parse((await counting.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
}
