using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LogFiles;

/// <summary>From Flume to us and back, on the positions that the other one left: every line once.</summary>
public sealed class TakeOverTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public TakeOverTests() => Peer.Require(FlumeProcess.Starter is not null, "Apache Flume is not here (FLUMEPLUG_PEERS).");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_position_file_goes_from_flume_to_us_and_back()
    {
        _directory.Make("logs");
        _directory.Make("out");
        var configuration = _directory.Write("flume.conf", Tail());
        var log = _directory.PathOf("logs/app.log");

        File.AppendAllText(log, Numbers(1, 100) + "half of ");
        await using (var flume = FlumeProcess.Start(_directory.Path, configuration))
        {
            await LinesAsync(100);
            await flume.StopAsync();
        }
        File.AppendAllText(log, "line 101\n" + Numbers(102, 200));
        await using (var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", configuration]))
        {
            await LinesAsync(200);
            await agent.StopAsync();
        }
        File.AppendAllText(log, Numbers(201, 300));
        await using (var flume = FlumeProcess.Start(_directory.Path, configuration))
        {
            await LinesAsync(300);
            await flume.StopAsync();
        }
        File.AppendAllText(log, Numbers(301, 400));
        await using (var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", configuration]))
        {
            await LinesAsync(400);
            await agent.StopAsync();
        }

        var expected = Enumerable.Range(1, 400).Select(i => i == 101 ? "half of line 101" : $"line {i}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), _directory.Lines("out/").Order(StringComparer.Ordinal));
    }

    // A channel that nobody drains takes exactly so many lines before the source waits: the file is half read, and by how much is known.
    [Fact]
    public async Task A_half_read_spool_directory_goes_from_flume_to_us_and_back()
    {
        _directory.Make("spool");
        _directory.Make("out");
        File.WriteAllText(_directory.PathOf("spool/a.log"), Numbers(1, 300));
        var half = _directory.Write("half.conf", Spool(sink: false));
        var whole = _directory.Write("whole.conf", Spool(sink: true));

        await using (var flume = FlumeProcess.Start(_directory.Path, half))
        {
            await PositionAsync(Numbers(1, 100).Length);
            await flume.StopAsync();
        }
        await using (var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "--drain-timeout", "0", "-f", half]))
        {
            await PositionAsync(Numbers(1, 200).Length);
            await agent.StopAsync();
        }
        await using (var flume = FlumeProcess.Start(_directory.Path, whole))
        {
            await LinesAsync(100);
            await Eventually.TrueAsync(() => File.Exists(_directory.PathOf("spool/a.log.COMPLETED")), "the file is completed");
            await flume.StopAsync();
        }

        Assert.Equal(Enumerable.Range(201, 100).Select(i => $"line {i}"), _directory.Lines("out/"));
    }

    private static string Numbers(int from, int to) =>
        string.Concat(Enumerable.Range(from, to - from + 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {i}\n")));

    private Task LinesAsync(int count) => Eventually.TrueAsync(
        () => _directory.Lines("out/").Count >= count, () => $"{_directory.Lines("out/").Count} of {count} lines came");

    private Task PositionAsync(int position) => Eventually.TrueAsync(
        () => LastPosition() == position, () => $"the position is {LastPosition()}, not {position}");

    // The last record of the Avro container file: a count of one, its length, a zigzag number, and sixteen bytes.
    private long LastPosition()
    {
        var path = _directory.PathOf("spool/.flumespool/.flumespool-main.meta");
        if (!File.Exists(path) || File.ReadAllBytes(path) is not { Length: > 40 } meta)
            return 0;
        for (var length = 1; length <= 9; length++)
        {
            if (meta[^(18 + length)] != 2 || meta[^(17 + length)] != length * 2)
                continue;
            ulong value = 0;
            for (var i = 0; i < length; i++)
                value |= (ulong)(meta[meta.Length - 16 - length + i] & 0x7F) << (7 * i);
            return (long)(value >> 1);
        }
        return 0;
    }

    private string Tail() =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = TAILDIR
        a1.sources.r1.filegroups = f1
        a1.sources.r1.filegroups.f1 = {_directory.Path}/logs/.*log
        a1.sources.r1.positionFile = {_directory.Path}/positions.json
        a1.sources.r1.backoffSleepIncrement = 100
        a1.sources.r1.maxBackoffSleep = 200
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.capacity = 1000
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {_directory.Path}/out
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.channel = c1

        """;

    private string Spool(bool sink) =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sources.r1.type = spooldir
        a1.sources.r1.spoolDir = {_directory.Path}/spool
        a1.sources.r1.batchSize = 10
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.keep-alive = 0

        """ + (!sink ? "" : $"""
        a1.sinks = k1
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {_directory.Path}/out
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.channel = c1

        """);
}
