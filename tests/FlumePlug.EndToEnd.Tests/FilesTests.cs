using System.Diagnostics;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

/// <summary>Directories that cannot be written to.</summary>
public sealed class FilesTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("missing")]
    [InlineData("file")]
    public async Task A_directory_that_cannot_be_used_is_told_once_and_what_waited_is_delivered_when_it_can(string what)
    {
        var output = what == "file" ? _directory.Write("out", "not a directory") : _directory.PathOf("out");
        await using var agent = AgentProcess.Start(_directory.Path,
            ["agent", "-n", "a1", "-f", _directory.Write("flume.conf", NetcatToFiles(_port, output))]);
        await agent.WhenLoggedAsync("Listening on");
        await agent.WhenLoggedAsync($"Sink k1 could not be started and is tried again in 3 s: Failed to open a file in {output}");
        Assert.Equal(Oks(3), await LineClient.AskAsync(_port, Lines(3)));

        File.Delete(output);
        Directory.CreateDirectory(output);
        await agent.WhenStartedAsync();
        await agent.StopAsync();

        Assert.Equal(["line 1", "line 2", "line 3"], _directory.Lines("out/out-"));
        Assert.Single(agent.Log, line => line.Contains("ERROR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_only_file_system_is_told_and_does_not_stop_the_agent()
    {
        var output = _directory.Make("out");
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "ro", "none", output), "File systems cannot be mounted here.");
        try
        {
            await using var agent = AgentProcess.Start(_directory.Path,
                ["agent", "-n", "a1", "--drain-timeout", "1", "-f", _directory.Write("flume.conf", NetcatToFiles(_port, output))]);
            await agent.WhenLoggedAsync("Listening on");
            Assert.Equal("OK\n", await LineClient.AskAsync(_port, "x\n"));
            Assert.EndsWith("1 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
            Assert.Contains("Read-only file system", agent.LogText, StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("umount", output);
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_waited_is_delivered_once_there_is_room()
    {
        var output = _directory.Make("out");
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "none", output), "File systems cannot be mounted here.");
        try
        {
            File.WriteAllBytes(Path.Combine(output, "ballast"), new byte[48 * 1024]);
            await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, output));
            var line = new string('x', 400);
            Assert.Equal(Oks(90), await LineClient.AskAsync(_port, string.Concat(Enumerable.Repeat(line + "\n", 90))));
            await agent.WhenLoggedAsync("No space left on device");

            File.Delete(Path.Combine(output, "ballast"));
            await Eventually.TrueAsync(() => _directory.Lines("out/out-").Count == 90, () => agent.LogText);
            Assert.EndsWith("0 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
            Assert.Equal(Enumerable.Repeat(line, 90), _directory.Lines("out/out-"));
        }
        finally
        {
            await RunAsync("umount", output);
        }
    }

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
