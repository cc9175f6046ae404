using System.Globalization;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sqlite.Tests.Databases;

namespace FlumePlug.Sqlite.Tests;

/// <summary>
/// A channel beside a model of what it must hold: numbers, stored in their order. After a kill, takes that were committed since
/// the last put may come again.
/// </summary>
internal sealed class ModelRun(string settings) : IAsyncDisposable
{
    private readonly SortedSet<long> _waiting = [];
    private readonly SortedSet<long> _mayComeAgain = [];
    private readonly List<long> _takenSincePut = [];
    private readonly Stack<(ITake Take, long[] Numbers)> _open = new();
    private TestComponentContext _context = new();
    private SqliteChannel _channel = null!;
    private long _last;

    /// <summary>How many puts the channel refused.</summary>
    public int Refused { get; private set; }

    public TestComponentContext Context => _context;

    public SqliteChannel Channel => _channel;

    public IReadOnlySet<long> Waiting => _waiting;

    public async Task<ModelRun> StartAsync()
    {
        _channel = await OpenAsync(_context, settings: settings);
        return this;
    }

    /// <summary>Does what a random number says.</summary>
    public Task ApplyAsync(int number)
    {
        var (what, much) = (Math.Abs((long)number) % 100, 1 + Math.Abs((long)number) / 100);
        return what switch
        {
            < 35 => PutAsync((int)(much % 60), much),
            < 40 => PutAsync((int)(much % 700), much),
            < 58 => TakeAsync((int)(1 + much % 90), commit: true),
            < 66 => TakeAsync((int)(1 + much % 90), commit: false),
            < 74 => HoldAsync((int)(1 + much % 40)),
            < 84 => EndNewestAsync(commit: much % 2 == 0),
            < 90 => ReopenAsync(),
            _ => KillAsync(),
        };
    }

    /// <summary>Takes all there is, and sees that nothing is missing.</summary>
    public async Task DrainAsync()
    {
        while (_open.Count > 0)
            await EndNewestAsync(commit: false);
        while (_waiting.Count > 0)
            await TakeAsync(97, commit: true);
        while (await _channel.TakeAsync(97, CancellationToken.None) is { } more)
        {
            await using (more)
            {
                var numbers = Expect(NumbersOf(more));
                await more.CommitAsync(CancellationToken.None);
                Forget(numbers);
            }
        }
        Require(_channel.Fill.Size == 0, $"{_channel.Fill.Size} events are counted in an empty channel.");
    }

    public async Task ReopenAsync()
    {
        await EndAllAsync();
        await _channel.DisposeAsync();
        _takenSincePut.Clear();
        _channel = await OpenAsync(_context, settings: settings);
    }

    /// <summary>Goes on with a copy of the files, as an agent does after a kill.</summary>
    public async Task KillAsync(Action<string>? damage = null)
    {
        var copied = new TestComponentContext();
        CopyFiles(_context, copied);
        await EndAllAsync();
        await DisposeAsync();
        _mayComeAgain.UnionWith(_takenSincePut);
        _takenSincePut.Clear();
        _context = copied;
        damage?.Invoke(PathIn(copied));
        _channel = await OpenAsync(_context, settings: settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
            await _channel.DisposeAsync();
        _context.Dispose();
    }

    public static long NumberOf(in Event read) => long.Parse(TestEvents.TextOf(read).Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Puts events of a size that the seed says; every fifth seed commits the first half of them.</summary>
    public async Task PutAsync(int count, long seed)
    {
        using var batch = EventBatch.Create();
        for (var i = 1; i <= count; i++)
        {
            var text = $"{_last + i} ".PadRight((int)(seed * 31 % 1500));
            batch.AddCopy(i % 3 == 0 ? TestEvents.HeadersOf(("n", $"{seed % 7}")) : Headers.Empty, System.Text.Encoding.UTF8.GetBytes(text));
        }
        try
        {
            await using var put = await _channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None);
            var committed = seed % 5 == 0 ? count / 2 : count;
            await put.CommitAsync(committed, CancellationToken.None);
            for (var i = 1; i <= committed; i++)
                _waiting.Add(_last + i);
            if (committed > 0)
                _takenSincePut.Clear();
        }
        catch (ChannelException refusal) when (refusal is not ChannelFullException)
        {
            Refused++;
        }
        _last += count;
    }

    private async Task TakeAsync(int max, bool commit)
    {
        await using var take = await _channel.TakeAsync(max, CancellationToken.None);
        if (take is null)
        {
            Require(_waiting.Count == 0, $"Nothing to take where {_waiting.Count} events wait.");
            return;
        }
        var numbers = Expect(NumbersOf(take));
        if (!commit)
            return;
        await take.CommitAsync(CancellationToken.None);
        Forget(numbers);
    }

    private async Task HoldAsync(int max)
    {
        if (_open.Count == 3 || await _channel.TakeAsync(max, CancellationToken.None) is not { } take)
            return;
        var numbers = Expect(NumbersOf(take));
        _waiting.ExceptWith(numbers);
        _open.Push((take, numbers));
    }

    private async Task EndNewestAsync(bool commit)
    {
        if (!_open.TryPop(out var open))
            return;
        _waiting.UnionWith(open.Numbers);
        if (commit)
        {
            await open.Take.CommitAsync(CancellationToken.None);
            Forget(open.Numbers);
        }
        await open.Take.DisposeAsync();
    }

    private async Task EndAllAsync()
    {
        while (_open.Count > 0)
            await EndNewestAsync(commit: false);
    }

    private void Forget(long[] numbers)
    {
        _waiting.ExceptWith(numbers);
        _takenSincePut.AddRange(numbers);
    }

    // The oldest that wait, in order and without a gap; what may come again may also not.
    private long[] Expect(long[] numbers)
    {
        foreach (var number in numbers)
        {
            _mayComeAgain.RemoveWhere(old => old < number && !_waiting.Contains(old));
            if (_mayComeAgain.Remove(number))
                _waiting.Add(number);
        }
        var expected = _waiting.Take(numbers.Length).ToArray();
        Require(numbers.SequenceEqual(expected), $"Took {string.Join(' ', numbers)} instead of {string.Join(' ', expected)}.");
        return numbers;
    }

    private static long[] NumbersOf(ITake take)
    {
        var numbers = new long[take.Batch.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = NumberOf(take.Batch[i]);
        return numbers;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InvalidOperationException(message);
    }
}
