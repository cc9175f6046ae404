using FlumePlug.Files.Tailing;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Tests.Tailing;

/// <summary>A directory of logs, and the sources that follow it one after the other in a test.</summary>
internal sealed class TailRun : IAsyncDisposable
{
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private TaildirSource? _source;

    public TailRun(string pattern = "app\\.log", TimeProvider? time = null)
    {
        Context = new TestComponentContext("r1", time);
        Logs = Directory.CreateDirectory(Path.Combine(Context.ConfigurationDirectory, "logs")).FullName;
        Pattern = pattern;
    }

    public TestComponentContext Context { get; }

    public CollectingChannels Channels { get; private set; } = new();

    public string Logs { get; }

    public string Pattern { get; }

    public string Positions => Path.Combine(Context.ConfigurationDirectory, "positions.json");

    public long Lost => Context.Counters["BytesLostCount"].Value;

    public string PathOf(string name) => Path.Combine(Logs, name);

    public void Append(string name, string text) => File.AppendAllText(PathOf(name), text);

    /// <summary>Runs a source; what it read before is forgotten.</summary>
    public async Task StartAsync(TaildirOptions? options = null)
    {
        Channels = new CollectingChannels { Observe = Channels.Observe };
        _source = new TaildirSource(options ?? Options(), Context);
        await _source.StartAsync(TestContext.Current.CancellationToken);
        _stop = new CancellationTokenSource();
        _run = _source.RunAsync(Channels, _stop.Token);
    }

    public TaildirOptions Options(
        int batchSize = 100, bool skipToEnd = false, bool byteOffset = false, bool fileHeader = false, long maxBatchCount = long.MaxValue,
        int idleTimeout = 120_000, bool cache = true, string? start = null, string? continuation = null, int maxLines = 500,
        int maxLineLength = 1 << 24, Dictionary<string, string>? headers = null, Dictionary<string, string>? groups = null) => new()
        {
            FileGroups = groups?.Keys.ToArray() ?? ["f1"],
            GroupPaths = groups ?? new Dictionary<string, string> { ["f1"] = $"{Logs}/{Pattern}" },
            GroupHeaders = headers,
            PositionFile = Positions,
            BatchSize = batchSize,
            SkipToEnd = skipToEnd,
            ByteOffsetHeader = byteOffset,
            FileHeader = fileHeader,
            FileHeaderKey = "file",
            MaxBatchCount = maxBatchCount,
            IdleTimeout = idleTimeout,
            WritePosInterval = 3000,
            CachePatternMatching = cache,
            BackoffSleepIncrement = 1000,
            MaxBackoffSleep = 5000,
            MaxLineLength = maxLineLength,
            StartPattern = start is null ? null : JavaPattern.Parse(start),
            ContinuationPattern = continuation is null ? null : JavaPattern.Parse(continuation),
            MaxLines = maxLines,
            MaxLength = 1024 * 1024,
            Timeout = 1000,
        };

    /// <summary>The bodies as texts, once there are so many.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(int count)
    {
        try
        {
            await Channels.Events.WhenAsync(count, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Only: {string.Join(" | ", Channels.Events.Texts)}\n{string.Join('\n', Context.Logged.Lines.Select(line => line.Text))}");
        }
        return Channels.Events.Texts;
    }

    /// <summary>Appends a line at the end of everything and waits for it: whatever was doubled before it shows.</summary>
    public async Task<IReadOnlyList<string>> UntilAsync(string name, string line)
    {
        Append(name, line + "\n");
        await Eventually.TrueAsync(() => Channels.Events.Texts.Contains(line), $"{line} is read");
        return [.. Channels.Events.Texts.Where(text => text != line)];
    }

    /// <summary>Lets the clock run until there are so many.</summary>
    public async Task<IReadOnlyList<string>> LaterTextsAsync(int count)
    {
        await Eventually.TrueAsync(
            () =>
            {
                Context.Clock.Advance(TimeSpan.FromSeconds(1));
                return Channels.Events.Texts.Count >= count;
            },
            $"{count} lines are read");
        return Channels.Events.Texts;
    }

    /// <summary>Moves the clock so far that all files are looked at.</summary>
    public void LookAtAll(int seconds = 5) => Context.Clock.Advance(TimeSpan.FromSeconds(seconds));

    public async Task StopAsync()
    {
        if (_source is null)
            return;
        await KillAsync();
        await _source.StopAsync(CancellationToken.None);
    }

    /// <summary>Ends the source without its stop, as far as that can be done inside a process: no position is written.</summary>
    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _run = Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Context.Dispose();
    }
}
