using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.Examples;

/// <summary>The folders of <c>examples/</c> about syslog and HTTP, as their READMEs have it.</summary>
public sealed class NetworkExampleTests
{
    [Fact]
    public async Task Syslog_to_a_file()
    {
        await using var example = new Example("11-syslog-to-file");
        await example.RunAsync("mkdir");
        await example.RunAsync("run ");
        await example.RunAsync("disk almost full");
        await Eventually.TrueAsync(() => example.Lines("out/").Count == 1, () => example.Agent.LogText);
        await example.RunAsync("--octet-count");
        await Eventually.TrueAsync(() => example.Lines("out/").Count == 2, () => example.Agent.LogText);
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task Http_to_log()
    {
        await using var example = new Example("12-http-to-log");
        await example.RunAsync("run ");
        await example.RunAsync("order 17");
        await example.RunAsync("no JSON");
        await example.AssertOutputAsync();
    }
}
