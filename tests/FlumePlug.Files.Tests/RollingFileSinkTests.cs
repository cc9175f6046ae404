using FlumePlug.Files;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests;

public sealed class RollingFileSinkTests : IDisposable
{
    private readonly TestComponentContext _context = new("k1");
    private readonly string _directory;
    private IPathManager _names = new FixedNames("f1", "f2", "f3", "f4", "f5", "f6");
    private Func<IEventSerializer> _serializer = static () => new LineSerializer();

    public RollingFileSinkTests()
    {
        _directory = _context.ConfigurationDirectory;
        _context.Provide("TEXT", _ => _serializer()).Provide("DEFAULT", _ => _names);
    }

    public void Dispose() => _context.Dispose();

    [Fact]
    public async Task The_first_file_is_there_before_the_first_event()
    {
        await StartAsync();

        Assert.Equal(["f1="], Files());
    }

    [Fact]
    public async Task A_batch_is_in_the_file_when_it_was_processed()
    {
        var sink = await StartAsync();

        await ProcessAsync(sink, "a", "b");

        Assert.Equal(["f1=a\nb\n"], Files());
    }

    [Fact]
    public async Task A_batch_larger_than_the_block_of_memory_arrives_whole()
    {
        var sink = await StartAsync();
        var bodies = Enumerable.Range(0, 50).Select(i => new string((char)('a' + (i % 26)), 10_007)).ToArray();

        await ProcessAsync(sink, bodies);

        Assert.Equal(string.Concat(bodies.Select(body => body + "\n")), File.ReadAllText(Path.Combine(_directory, "f1")));
    }

    [Fact]
    public async Task A_tick_after_the_interval_begins_a_new_file_even_if_the_old_one_is_empty()
    {
        var sink = await StartAsync(rollInterval: 30);

        await AdvanceAndTickAsync(sink, 29);
        Assert.Equal(["f1="], Files());
        await AdvanceAndTickAsync(sink, 1);
        Assert.Equal(["f1=", "f2="], Files());
    }

    [Fact]
    public async Task A_batch_after_the_interval_goes_to_a_new_file()
    {
        var sink = await StartAsync(rollInterval: 30);

        await ProcessAsync(sink, "a");
        _context.Clock.Advance(TimeSpan.FromSeconds(30));
        await ProcessAsync(sink, "b");

        Assert.Equal(["f1=a\n", "f2=b\n"], Files());
    }

    [Fact]
    public async Task Rolls_keep_to_the_rate_from_the_start_and_missed_ones_are_one()
    {
        var sink = await StartAsync(rollInterval: 10);

        await AdvanceAndTickAsync(sink, 39);
        await AdvanceAndTickAsync(sink, 1);
        await AdvanceAndTickAsync(sink, 9);

        Assert.Equal(["f1=", "f2=", "f3="], Files());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Without_an_interval_there_is_one_file_and_the_log_says_so(long rollInterval)
    {
        var sink = await StartAsync(rollInterval);

        await AdvanceAndTickAsync(sink, 1_000_000);

        Assert.Equal(["f1="], Files());
        Assert.Equal(["RollInterval is not valid, file rolling will not happen."], _context.Logged.TextsOf(LogLevel.Information));
    }

    [Fact]
    public async Task Every_file_has_the_serializers_beginning_and_end()
    {
        _serializer = static () => new LineSerializer("<", ">");
        var sink = await StartAsync(rollInterval: 30);

        await ProcessAsync(sink, "a");
        await AdvanceAndTickAsync(sink, 30);
        await sink.StopAsync(CancellationToken.None);
        await sink.StopAsync(CancellationToken.None);

        Assert.Equal(["f1=<a\n>", "f2=<>"], Files());
    }

    [Fact]
    public async Task Files_that_are_opened_closed_and_failed_are_counted()
    {
        var sink = await StartAsync(rollInterval: 30);
        await AdvanceAndTickAsync(sink, 30);
        Assert.Equal((2, 1, 0), Connections());

        Directory.Delete(_directory, recursive: true);
        _context.Clock.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<EventDeliveryException>(async () => await sink.TickAsync(CancellationToken.None));
        Assert.Equal((2, 2, 1), Connections());

        Directory.CreateDirectory(_directory);
        await ProcessAsync(sink, "a");
        Assert.Equal((3, 2, 1), Connections());
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_nothing_behind_and_the_next_one_begins_a_new_file()
    {
        _serializer = static () => new LineSerializer("<", ">");
        var sink = await StartAsync();
        await ProcessAsync(sink, "a");

        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => ProcessAsync(sink, new string('x', 200_000), "poison"));
        Assert.Equal($"Failed to write to a file in {_directory}: poisoned", failure.Message);
        await ProcessAsync(sink, "b");

        Assert.Equal(["f1=<a\n", "f2=<b\n"], Files());
    }

    [Fact]
    public async Task Failures_again_and_again_leave_no_empty_files()
    {
        var sink = await StartAsync();

        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<EventDeliveryException>(() => ProcessAsync(sink, "poison"));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_full_disk_rolls_back_and_the_sink_goes_on_when_there_is_room()
    {
        if (!await SmallDisk.TryMountAsync(_directory))
            Assert.Skip("Needs the right to mount a small file system.");
        try
        {
            var sink = await StartAsync();
            await ProcessAsync(sink, "a");
            var ballast = Path.Combine(_directory, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[SmallDisk.Size / 2], TestContext.Current.CancellationToken);

            for (var i = 0; i < 2; i++)
                Assert.Contains(
                    "No space left on device",
                    (await Assert.ThrowsAsync<EventDeliveryException>(() => ProcessAsync(sink, new string('x', SmallDisk.Size - 10_000)))).Message,
                    StringComparison.Ordinal);
            File.Delete(ballast);
            await ProcessAsync(sink, "b");
            await sink.StopAsync(CancellationToken.None);

            Assert.Equal(["f1=a\n", "f3=b\n"], Files());
        }
        finally
        {
            await SmallDisk.UnmountAsync(_directory);
        }
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("file/below")]
    [InlineData("/proc/self")]
    public async Task A_directory_that_cannot_be_used_is_a_clear_error_at_the_start(string directory)
    {
        File.WriteAllText(Path.Combine(_directory, "file"), "");
        var path = Path.Combine(_directory, directory);

        var failure = await Assert.ThrowsAsync<EventDeliveryException>(async () => await StartAsync(directory: path));

        Assert.StartsWith($"Failed to open a file in {path} (sink.directory must exist and be writable): ", failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 1), Connections());
    }

    [Fact]
    public async Task The_same_failure_is_told_in_the_same_words_though_names_differ()
    {
        var sink = await StartAsync(rollInterval: 30);
        Directory.Delete(_directory, recursive: true);
        _context.Clock.Advance(TimeSpan.FromSeconds(30));

        var told = new HashSet<string>();
        for (var i = 0; i < 3; i++)
            told.Add((await Assert.ThrowsAsync<EventDeliveryException>(() => ProcessAsync(sink, "a"))).Message);

        Assert.Single(told);
        Directory.CreateDirectory(_directory);
    }

    [Fact]
    public async Task A_file_that_is_there_already_is_never_overwritten()
    {
        File.WriteAllText(Path.Combine(_directory, "f1"), "old");
        var sink = await StartAsync();

        await ProcessAsync(sink, "new");

        Assert.Equal(["f1=old", "f2=new\n"], Files());
    }

    [Fact]
    public async Task A_path_manager_that_gives_only_taken_names_is_a_clear_error()
    {
        File.WriteAllText(Path.Combine(_directory, "same"), "old");
        _names = new FixedNames("same");

        var failure = await Assert.ThrowsAsync<EventDeliveryException>(async () => await StartAsync());

        Assert.Equal($"The path manager DEFAULT gives only names of files that are there already, such as {_directory}/same.", failure.Message);
    }

    [Theory]
    [InlineData("../f")]
    [InlineData("sub/f")]
    [InlineData("")]
    [InlineData("..")]
    public async Task A_name_that_leaves_the_directory_is_refused(string name)
    {
        _names = new FixedNames(name);

        var failure = await Assert.ThrowsAsync<EventDeliveryException>(async () => await StartAsync());

        Assert.Equal($"The path manager DEFAULT gave '{name}', which is not a file name.", failure.Message);
    }

    private async Task<RollingFileSink> StartAsync(long rollInterval = 0, string? directory = null)
    {
        var sink = new RollingFileSink(
            new FileRollOptions
            {
                Directory = directory ?? _directory,
                RollInterval = rollInterval,
                BatchSize = 100,
                PathManager = TestComponentContext.SlotOf<IPathManager>("DEFAULT"),
                Serializer = TestComponentContext.SlotOf<IEventSerializer>("TEXT"),
            },
            _context);
        await sink.StartAsync(CancellationToken.None);
        return sink;
    }

    private static async Task ProcessAsync(RollingFileSink sink, params string[] bodies)
    {
        using var batch = TestEvents.BatchOf(bodies);
        await sink.ProcessAsync(batch, CancellationToken.None);
        await ((ISink)sink).FlushAsync(CancellationToken.None);
    }

    private async Task AdvanceAndTickAsync(RollingFileSink sink, int seconds)
    {
        _context.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await sink.TickAsync(CancellationToken.None);
    }

    private string[] Files() =>
        [.. Directory.GetFiles(_directory).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)}={File.ReadAllText(path)}")];

    private (long Created, long Closed, long Failed) Connections() => (
        _context.Counters[CounterNames.ConnectionCreatedCount].Value,
        _context.Counters[CounterNames.ConnectionClosedCount].Value,
        _context.Counters[CounterNames.ConnectionFailedCount].Value);
}
