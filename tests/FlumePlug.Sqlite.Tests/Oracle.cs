using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlumePlug.Sqlite.Tests;

/// <summary>Sends numbered lines to a netcat source and knows which were acknowledged.</summary>
internal sealed class Oracle : IDisposable
{
    private const int LinesAtATime = 20;
    private readonly ConcurrentDictionary<string, bool> _sent = new();
    private readonly SemaphoreSlim _more = new(0);
    private int _last;
    private int _acknowledged;

    public int Acknowledged => _acknowledged;

    public void Dispose() => _more.Dispose();

    /// <summary>Sends over a connection of its own until the agent is gone.</summary>
    public async Task SendUntilRefusedAsync(int port)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            using var answers = new StreamReader(new NetworkStream(socket));
            while (true)
            {
                var lines = Enumerable.Range(0, LinesAtATime).Select(_ => $"n{Interlocked.Increment(ref _last):D12};").ToList();
                foreach (var line in lines)
                    _sent[line] = false;
                await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
                foreach (var line in lines)
                {
                    if (await answers.ReadLineAsync() != "OK")
                        return;
                    _sent[line] = true;
                    Interlocked.Increment(ref _acknowledged);
                    _more.Release();
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
        }
    }

    /// <summary>Completes when so many more lines were acknowledged.</summary>
    public async Task WhenAcknowledgedAsync(int count)
    {
        for (; count > 0; count--)
            Assert.True(await _more.WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken), "No line is acknowledged any more.");
    }

    /// <summary>How many acknowledged lines are not among these.</summary>
    public int Missing(IReadOnlyList<string> lines) => _sent.Where(line => line.Value).Select(line => line.Key).Except(lines).Count();

    /// <summary>Whole lines among these that were never sent; a kill may cut the last line of a file.</summary>
    public IEnumerable<string> Invented(IReadOnlyList<string> lines) =>
        lines.Where(line => line.Length == 14 && line[^1] == ';' && !_sent.ContainsKey(line)).Take(10);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_acknowledged} of {_last} lines acknowledged");
}
