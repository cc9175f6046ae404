using System.Net.Sockets;
using System.Text;

namespace FlumePlug.Torture.Oracle;

/// <summary>A connection to a netcat source, made again whenever it breaks: sends several lines ahead of their answers.</summary>
internal sealed class NumberSender(Ledger ledger)
{
    private const int Ahead = 16;

    private volatile int _port;

    /// <summary>Where to; 0: nowhere.</summary>
    public int Port
    {
        get => _port;
        set => _port = value;
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (_port is > 0 and var port)
                    await SendAsync(port, stopping);
            }
            catch (Exception broken) when (broken is SocketException or IOException or OperationCanceledException)
            {
                // The agent is gone: what was not answered is neither stored nor lost.
            }
            await Task.Delay(3, CancellationToken.None);
        }
    }

    private async Task SendAsync(int port, CancellationToken stopping)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port, stopping);
        await using var stream = client.GetStream();
        using var answers = new StreamReader(stream, Encoding.UTF8);
        var open = new Queue<int>();
        while (_port == port || open.Count > 0)
        {
            if (_port == port && open.Count < Ahead)
            {
                var number = ledger.Next(out var slowly);
                open.Enqueue(number);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Ledger.BodyOf(number) + "\n"), stopping);
                if (!slowly)
                    continue;
                await Task.Delay(2, stopping);
            }
            if (await answers.ReadLineAsync(stopping) is not { } answer)
                return;
            ledger.Answered(open.Dequeue(), answer == "OK");
        }
    }
}
