using FlumePlug.Files.Deserializers;
using FlumePlug.Files.Spooling;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Tests.Spooling;

/// <summary>A spool directory, and the sources that a test runs on it one after the other.</summary>
internal sealed class SpoolDirectoryRun : IAsyncDisposable
{
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public SpoolDirectoryRun(TimeProvider? time = null)
    {
        Context = new TestComponentContext("r1", time);
        Context.Provide<IEventDeserializer>("LINE", options => new LineDeserializer(
            new LineDeserializerOptions
            {
                MaxLineLength = int.Parse(options.GetValueOrDefault("maxLineLength", "2048"), System.Globalization.CultureInfo.InvariantCulture),
                OutputCharset = Charset.Parse(options.GetValueOrDefault("outputCharset", "UTF-8")),
            },
            Context));
        Context.Provide<IEventDeserializer>("BLOB", options => new BlobDeserializer(
            new BlobDeserializerOptions
            {
                MaxBlobLength = int.Parse(options.GetValueOrDefault("maxBlobLength", "100000000"), System.Globalization.CultureInfo.InvariantCulture),
            },
            Context));
        Context.Provide<IEventDeserializer>("MULTILINE", options => new MultilineDeserializer(
            new MultilineOptions { StartPattern = JavaPattern.Parse(options["startPattern"]), MaxLines = 500, MaxLength = 1024 * 1024 }, Context));
    }

    public TestComponentContext Context { get; }

    public CollectingChannels Channels { get; private set; } = new();

    public string Directory => Context.ConfigurationDirectory;

    public string Meta => PathOf(".flumespool/.flumespool-main.meta");

    public string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>Drops a file; a later age is an older file.</summary>
    public string Drop(string name, string text, int age = 0) => Drop(name, System.Text.Encoding.UTF8.GetBytes(text), age);

    public string Drop(string name, byte[] bytes, int age = 0)
    {
        var path = PathOf(name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".making.COMPLETED", bytes);
        File.SetLastWriteTimeUtc(path + ".making.COMPLETED", new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc) - TimeSpan.FromMinutes(age));
        File.Move(path + ".making.COMPLETED", path, overwrite: true);
        return path;
    }

    public async Task StartAsync(SpoolDirectoryOptions? options = null, CollectingChannels? channels = null)
    {
        Channels = channels ?? Channels;
        ISource source = new SpoolDirectorySource(options ?? Options(), Context);
        await source.StartAsync(TestContext.Current.CancellationToken);
        _stop = new CancellationTokenSource();
        _run = source.RunAsync(Channels, _stop.Token);
    }

    public SpoolDirectoryOptions Options(
        int batchSize = 100, string deserializer = "LINE", (string, string)[]? settings = null, ConsumeOrder order = ConsumeOrder.Oldest,
        DecodeErrorPolicy policy = DecodeErrorPolicy.Fail, string charset = "UTF-8", bool recursive = false, bool headers = false,
        TrackingPolicy tracking = TrackingPolicy.Rename, DeletePolicy delete = DeletePolicy.Never, string include = "^.*$", string ignore = "^$",
        string trackerDir = ".flumespool", int? bufferMaxLineLength = null) => new()
        {
            SpoolDir = Directory,
            FileSuffix = ".COMPLETED",
            BatchSize = batchSize,
            ConsumeOrder = order,
            DecodeErrorPolicy = policy,
            InputCharset = Charset.Parse(charset),
            RecursiveDirectorySearch = recursive,
            FileHeader = headers,
            FileHeaderKey = "file",
            BasenameHeader = headers,
            BasenameHeaderKey = "basename",
            TrackingPolicy = tracking,
            DeletePolicy = delete,
            IncludePattern = JavaPattern.Parse(include),
            IgnorePattern = JavaPattern.Parse(ignore),
            TrackerDir = trackerDir,
            PollDelay = 500,
            MaxBackoff = 4000,
            BufferMaxLineLength = bufferMaxLineLength,
            Deserializer = TestComponentContext.SlotOf<IEventDeserializer>(deserializer, settings ?? []),
        };

    /// <summary>The bodies as texts, once there are so many.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(int count)
    {
        await Channels.Events.WhenAsync(count, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));
        return Channels.Events.Texts;
    }

    /// <summary>Waits until a pass ended: everything that was there is read, and the source sleeps.</summary>
    public Task SleepsAsync() => Context.Clock.WhenWaiting().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _run = Task.CompletedTask;
    }

    /// <summary>The names of the files below, and of the tracker's.</summary>
    public string[] Names() =>
        [.. System.IO.Directory.GetFiles(Directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Directory, path)).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Context.Dispose();
    }
}
