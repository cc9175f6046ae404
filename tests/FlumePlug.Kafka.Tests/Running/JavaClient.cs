using System.Globalization;
using System.Text;

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>Kafka's own Java clients (KafkaPeer.java), one request at a time.</summary>
internal sealed class JavaClient : IAsyncDisposable
{
    private readonly PeerProcess _peer;
    private readonly SemaphoreSlim _one = new(1);

    private JavaClient(PeerProcess peer) => _peer = peer;

    public static async Task<JavaClient> StartAsync(string servers) => new(await PeerProcess.StartAsync(
        "flume", ["tool", Path.Combine(AppContext.BaseDirectory, "Running", "KafkaPeer.java"), servers], "READY", ("PEER_HEAP", "192m")));

    /// <summary>Asks for something and returns what it says.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string what, params string[] words)
    {
        await _one.WaitAsync();
        try
        {
            await _peer.Input.WriteLineAsync(string.Join('\t', [what, .. words]));
            await _peer.Input.FlushAsync();
            var said = new List<string>();
            while (true)
            {
                var line = await _peer.Output.ReadLineAsync() ?? throw new InvalidOperationException($"The Java client is gone: {_peer.LogText}");
                if (line == "OK")
                    return said;
                if (line.StartsWith("ERROR ", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{what} {string.Join(' ', words)}: {line}");
                said.Add(line);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public Task SendAsync(string topic, string? value, string? key = null, int? partition = null, long? timestamp = null, params (string Name, string Value)[] headers) =>
        SendAsync(topic, value is null ? null : Encoding.UTF8.GetBytes(value), key is null ? null : Encoding.UTF8.GetBytes(key), partition, timestamp, headers);

    public Task SendAsync(string topic, byte[]? value, byte[]? key = null, int? partition = null, long? timestamp = null, params (string Name, string Value)[] headers) =>
        RunAsync("send",
        [
            topic, Number(partition), Text(key), Text(value), Number(timestamp),
            .. headers.Select(header => $"{header.Name}:{Text(Encoding.UTF8.GetBytes(header.Value))}"),
        ]);

    /// <summary>Every record that is there, of each partition in order.</summary>
    public async Task<IReadOnlyList<ReadBack>> ReadAsync(string topic, bool committedOnly = false) =>
        [.. (await RunAsync("read", topic, committedOnly ? "read_committed" : "read_uncommitted")).Select(ReadBack.Parse)];

    public async Task<long> CountAsync(string topic) => long.Parse((await RunAsync("count", topic))[0], CultureInfo.InvariantCulture);

    /// <summary>The sum of a group's committed offsets.</summary>
    public async Task<long> CommittedAsync(string group) => long.Parse((await RunAsync("committed", group))[0], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        _one.Dispose();
    }

    private static string Text(byte[]? bytes) => bytes is null ? "-" : Convert.ToBase64String(bytes);

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>One record as Java's consumer read it.</summary>
internal sealed record ReadBack(int Partition, long Offset, long Timestamp, byte[]? KeyBytes, byte[]? ValueBytes, IReadOnlyList<(string Name, string Value)> Headers)
{
    public string? Key => KeyBytes is null ? null : Encoding.UTF8.GetString(KeyBytes);

    public string? Value => ValueBytes is null ? null : Encoding.UTF8.GetString(ValueBytes);

    public static ReadBack Parse(string line)
    {
        var words = line.Split('\t');
        return new(int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture),
            long.Parse(words[3], CultureInfo.InvariantCulture), Bytes(words[4]), Bytes(words[5]),
            [.. words[6..].Select(word => (word.Split(':')[0], Encoding.UTF8.GetString(Bytes(word.Split(':', 2)[1]) ?? [])))]);
    }

    private static byte[]? Bytes(string text) => text == "-" ? null : Convert.FromBase64String(text);
}
