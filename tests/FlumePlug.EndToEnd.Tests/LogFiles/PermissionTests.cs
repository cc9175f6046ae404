using System.Runtime.Versioning;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LogFiles;

/// <summary>Directories and files that the agent may not read: told, and read as soon as it may.</summary>
[SupportedOSPlatform("linux")]
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode Closed = UnixFileMode.None;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Writable = Readable | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly TestDirectory _directory = new();
    private readonly string _in;

    public PermissionTests()
    {
        _in = _directory.Make("in");
        foreach (var directory in new[] { _directory.Path, _in, _directory.Make("out"), _directory.Make("state") })
            File.SetUnixFileMode(directory, Writable);
    }

    public void Dispose()
    {
        File.SetUnixFileMode(_in, Writable);
        _directory.Dispose();
    }

    [Fact]
    public async Task A_directory_that_may_not_be_listed_is_told_and_tailed_once_it_may()
    {
        _directory.Write("in/a.log", "one\n");
        File.SetUnixFileMode(_in, Closed);
        await using var agent = AgentProcess.StartUnprivileged(_directory, Configuration(Tail));
        await agent.WhenLoggedAsync("I/O exception occurred while listing parent directory.");
        await agent.WhenLoggedAsync("cannot be watched (Permission denied;");
        await agent.WhenStartedAsync();

        File.SetUnixFileMode(_in, Readable);
        await ComeAsync(agent, "one");
        File.AppendAllText(_directory.PathOf("in/a.log"), "two\n");
        await ComeAsync(agent, "one", "two");
        await agent.StopAsync();
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_told_and_tailed_once_it_may()
    {
        File.SetUnixFileMode(_directory.Write("in/a.log", "one\n"), Closed);
        _directory.Write("in/b.log", "two\n");
        await using var agent = AgentProcess.StartUnprivileged(_directory, Configuration(Tail));
        await agent.WhenLoggedAsync($"Failed opening file: {_in}/a.log");
        await ComeAsync(agent, "two");

        File.SetUnixFileMode(_directory.PathOf("in/a.log"), Readable);
        await ComeAsync(agent, "one", "two");
        await agent.StopAsync();
    }

    [Fact]
    public async Task A_spool_directory_that_may_not_be_changed_is_told_and_read_once_it_may()
    {
        _directory.Write("in/a.log", "one\n");
        File.SetUnixFileMode(_in, Readable);
        await using var agent = AgentProcess.StartUnprivileged(_directory, Configuration(Spool));
        await agent.WhenLoggedAsync($"Unable to read and modify files in the spooling directory: {_in}");

        File.SetUnixFileMode(_in, Writable);
        await ComeAsync(agent, "one");
        await agent.StopAsync();
    }

    [Fact]
    public async Task A_spooled_file_that_may_not_be_read_is_told_and_holds_up_no_other()
    {
        File.SetUnixFileMode(_directory.Write("in/a.log", "one\n"), Closed);
        _directory.Write("in/b.log", "two\n");
        await using var agent = AgentProcess.StartUnprivileged(_directory, Configuration(Spool));
        await agent.WhenLoggedAsync($"Could not find file: {_in}/a.log");
        await ComeAsync(agent, "two");

        File.SetUnixFileMode(_directory.PathOf("in/a.log"), Readable);
        await ComeAsync(agent, "one", "two");
        await agent.StopAsync();
    }

    private string Tail =>
        $"""
        a1.sources.r1.type = TAILDIR
        a1.sources.r1.filegroups = f1
        a1.sources.r1.filegroups.f1 = {_in}/.*log
        a1.sources.r1.positionFile = {_directory.Path}/state/positions.json
        a1.sources.r1.maxBackoffSleep = 200
        """;

    private string Spool => $"a1.sources.r1.type = spooldir\na1.sources.r1.spoolDir = {_in}";

    private Task ComeAsync(AgentProcess agent, params string[] lines) => Eventually.TrueAsync(
        () => _directory.Lines("out/").Order(StringComparer.Ordinal).SequenceEqual(lines), () => $"{string.Join(", ", _directory.Lines("out/"))}\n{agent.LogText}");

    private string Configuration(string source) =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        {source}
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {_directory.Path}/out
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.channel = c1

        """;
}
