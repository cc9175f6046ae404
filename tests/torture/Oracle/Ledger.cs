using System.Globalization;

namespace FlumePlug.Torture.Oracle;

/// <summary>What was sent, acknowledged and received, for each number. Safe for concurrent calls.</summary>
internal sealed class Ledger
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly List<long> _kills = [];
    private long _acknowledged;
    private long _came;
    private long _missing;
    private long _begunAt;
    private int _budget;
    private long _duplicates;
    private long _oldestDuplicate;
    private long _wrong;
    private long _invented;
    private string _example = "";

    private struct Entry
    {
        public bool IsAcknowledged;
        public bool IsRefused;
        public int Received;
        public int FirstReceived;
    }

    /// <summary>The number of the next event, and whether it is to be sent slowly.</summary>
    public int Next(out bool slowly)
    {
        lock (_lock)
        {
            slowly = _budget-- <= 0;
            _entries.Add(default);
            return _entries.Count - 1;
        }
    }

    /// <summary>The body of a number: what it says can be checked in whole.</summary>
    public static string BodyOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {new string((char)('a' + number % 26), number % 31 == 0 ? 1500 : number * 7 % 200)}");

    public void Begin(int budget)
    {
        lock (_lock)
            (_budget, _begunAt) = (budget, _acknowledged);
    }

    public void Killed()
    {
        lock (_lock)
            _kills.Add(Environment.TickCount64);
    }

    public void Answered(int number, bool isStored)
    {
        lock (_lock)
        {
            var entry = _entries[number];
            (entry.IsAcknowledged, entry.IsRefused) = (isStored, !isStored);
            _entries[number] = entry;
            if (!isStored)
                return;
            _acknowledged++;
            if (entry.Received == 0)
                _missing++;
        }
    }

    public void Received(string body)
    {
        lock (_lock)
        {
            _came++;
            if (!int.TryParse(body.AsSpan(0, Math.Max(0, body.IndexOf(' '))), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number >= _entries.Count)
            {
                Note(ref _invented, body);
                return;
            }
            if (body != BodyOf(number))
                Note(ref _wrong, body);
            var entry = _entries[number];
            var now = Environment.TickCount64;
            if (entry.Received++ == 0)
                entry.FirstReceived = (int)now;
            else
                NoteDuplicate(entry.FirstReceived);
            if (entry.Received == 1 && entry.IsAcknowledged)
                _missing--;
            if (entry.IsRefused)
                Note(ref _invented, body);
            _entries[number] = entry;
        }
    }

    /// <summary>Completes when so many more were acknowledged, or when it is interrupted.</summary>
    public async Task AcknowledgedAsync(int count, CancellationToken interrupted)
    {
        for (; !interrupted.IsCancellationRequested; await Task.Delay(1, CancellationToken.None))
            lock (_lock)
                if (_acknowledged - _begunAt >= count)
                    return;
    }

    /// <summary>Waits until all that was acknowledged came and then nothing more, or nothing comes for a time; and says how it stands.</summary>
    public async Task<string> SettleAsync(TimeSpan longest)
    {
        var (came, quietSince) = (-1L, Environment.TickCount64);
        for (; ; await Task.Delay(10))
            lock (_lock)
            {
                var now = Environment.TickCount64;
                if (came != _came)
                    (came, quietSince) = (_came, now);
                else if (now - quietSince > (_missing == 0 ? 150 : longest.TotalMilliseconds))
                    return Report();
            }
    }

    private string Report()
    {
        var lost = new List<int>();
        for (var number = 0; number < _entries.Count; number++)
            if (_entries[number] is { IsAcknowledged: true, Received: 0 })
                lost.Add(number);
        return string.Create(CultureInfo.InvariantCulture, $"acknowledged={_acknowledged} received={_came} lost={lost.Count} invented={_invented} wrong={_wrong} "
            + $"duplicates={_duplicates} oldest={_oldestDuplicate} kills={_kills.Count} example={(lost.Count > 0 ? string.Join(',', lost.Take(10)) : _example)}");
    }

    // How long before the kill the event had been delivered for the first time.
    private void NoteDuplicate(int firstReceived)
    {
        _duplicates++;
        var kill = _kills.FindIndex(kill => (int)kill - firstReceived >= 0);
        _oldestDuplicate = Math.Max(_oldestDuplicate, kill < 0 ? 0 : (int)_kills[kill] - firstReceived);
    }

    private void Note(ref long count, string example)
    {
        count++;
        _example = example.Length > 80 ? example[..80] : example;
    }
}
