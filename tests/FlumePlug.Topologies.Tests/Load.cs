using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.Topologies.Tests;

/// <summary>Sends numbered lines to a netcat source until it is told to end; every line was answered OK.</summary>
internal sealed class Load
{
    private const int AtATime = 50;

    private readonly List<string> _sent = [];
    private readonly Task _sending;
    private volatile bool _isEnding;
    private volatile int _stored;

    public Load(int port) => _sending = Task.Run(() => SendAsync(port));

    /// <summary>Returns when so many lines more were stored.</summary>
    public Task MoreAsync(int lines)
    {
        var wanted = _stored + lines;
        return Eventually.TrueAsync(() => _stored >= wanted || _sending.IsCompleted, () => $"{_stored} of {wanted} lines were stored");
    }

    /// <summary>Ends; the lines that were stored.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        _isEnding = true;
        await _sending;
        return _sent;
    }

    private async Task SendAsync(int port)
    {
        while (!_isEnding)
        {
            string[] lines = [.. Enumerable.Range(_sent.Count, AtATime).Select(i => $"line {i}")];
            Assert.Equal(string.Concat(Enumerable.Repeat("OK\n", AtATime)), await LineClient.AskAsync(port, string.Join('\n', lines) + "\n"));
            _sent.AddRange(lines);
            _stored = _sent.Count;
        }
    }
}
