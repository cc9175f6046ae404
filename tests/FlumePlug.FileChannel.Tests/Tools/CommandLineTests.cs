using System.Diagnostics;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.FileChannel.Tests.Tools;

/// <summary>The tools on the command line, with a configuration as the agent reads it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly CalledTool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_configuration_names_the_directories_and_the_keys()
    {
        var keys = Path.Combine(_tool.Root, "keys.txt");
        await File.WriteAllTextAsync(keys, $"old = {Convert.ToHexString(Keys.Two.KeyOf("old"))}\n", Token);
        await _tool.StoreAsync(directories: 2, activeKey: "old");
        var configuration = Path.Combine(_tool.Root, "flume.conf");
        await File.WriteAllTextAsync(configuration, $"""
            a1.sources = r1
            a1.channels = c1 c2
            a1.sources.r1.type = seq
            a1.sources.r1.channels = c1 c2
            a1.channels.c2.type = memory
            a1.channels.c1.type = file
            a1.channels.c1.checkpointDir = {_tool.Root}/checkpoint
            a1.channels.c1.dataDirs = {_tool.Data(1)},{_tool.Data(2)}
            a1.channels.c1.encryption.activeKey = old
            a1.channels.c1.encryption.cipherProvider = AESGCM
            a1.channels.c1.encryption.keyProvider = keyfile
            a1.channels.c1.encryption.keyProvider.keyStoreFile = {keys}
            """, Token);
        Assert.Equal((0, "25 segments with 13 records and 36 events read; 31 events waiting.\nNo damage.\n", ""),
            Normal(await RunAsync("channel", "verify", "--conf", configuration, "--name", "a1", "--channel", "c1")));
        Assert.Equal((2, "", $"flumeplug: there is not exactly one channel of a1 in {configuration}; choose with --channel: c1, c2\n"),
            await RunAsync("channel", "verify", "--conf", configuration));
        Assert.Equal((2, "", "flumeplug: the channel is of type memory, which has no files of this kind\n"),
            await RunAsync("channel", "verify", "--conf", configuration, "--channel", "c2"));
        var (code, _, errors) = await RunAsync("channel", "verify", "--conf", configuration, "--name", "a2");
        Assert.Equal(2, code);
        Assert.Contains("no such agent", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flumes_command_line_is_understood()
    {
        await _tool.StoreAsync();
        var (code, output, _) = await RunAsync("tool", "FCINTEGRITYTOOL", "-l", _tool.Data(), "-e", "NOOP", "-Dname=value");
        Assert.Equal(0, code);
        Assert.Contains("Number of Put Events Processed = 36\n", output, StringComparison.Ordinal);
        (code, _, var errors) = await RunAsync("tool", "fcintegritytool", "-l", _tool.Data(), "-e", "none-such");
        Assert.Equal(2, code);
        Assert.Contains("none-such", errors, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("tool")).Code);
        Assert.Equal(2, (await RunAsync("channel")).Code);
        Assert.Equal(0, (await RunAsync("channel", "--help")).Code);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // How many segments there are depends on how puts fell into groups.
    private static (int, string, string) Normal((int Code, string Output, string Errors) ran) =>
        (ran.Code, System.Text.RegularExpressions.Regex.Replace(ran.Output, "^[0-9]+ segments", "25 segments"), ran.Errors);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Repository.Agent, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output, await errors);
    }
}
