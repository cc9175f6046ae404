using System.Text.RegularExpressions;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.Examples;

/// <summary>Every numbered folder of <c>examples/</c>, as its README has it.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task Netcat_to_log()
    {
        await using var example = new Example("01-netcat-to-log");
        await example.RunAsync("agent -n a1 -f");
        await example.RunAsync("Hello world!");
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task Tail_with_exec()
    {
        await using var example = new Example("02-tail-with-exec");
        await example.RunAsync("echo one");
        await example.RunAsync("agent -n a1 -f");
        await Eventually.TrueAsync(() => example.Lines("out/app-").Count == 1, () => example.Agent.LogText);
        example.Append("app.log", "two\nthree\n");
        await Eventually.TrueAsync(() => example.Lines("out/app-").Count == 3, () => example.Agent.LogText);
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task Tail_with_taildir()
    {
        await using var example = new Example("09-tail-with-taildir");
        await example.RunAsync("echo one");
        await example.RunAsync("agent -n a1 -f");
        await Eventually.TrueAsync(() => example.Lines("out/app-").Count == 1, () => example.Agent.LogText);
        await example.RunAsync("mv ");
        await Eventually.TrueAsync(() => example.Lines("out/app-").Count == 2, () => example.Agent.LogText);
        await example.RunAsync("echo three");
        await Eventually.TrueAsync(() => example.Lines("out/app-").Count == 3, () => example.Agent.LogText);
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task Spooldir_multiline()
    {
        await using var example = new Example("10-spooldir-multiline");
        await example.RunAsync("mkdir");
        await example.RunAsync("agent -n a1 -f");
        await example.RunAsync("printf");
        await example.Agent.WhenLoggedAsync("Event: {", times: 2);
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task Fan_out()
    {
        await using var example = new Example("03-fan-out");
        await example.RunAsync("mkdir");
        await example.RunAsync("run ");
        await example.RunAsync("to both");
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task Multiplexing_by_header()
    {
        await using var example = new Example("04-multiplexing-by-header");
        await example.RunAsync("mkdir");
        await example.RunAsync("run ");
        await example.RunAsync("ERROR disk full");
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task Failover()
    {
        await using var example = new Example("05-failover");
        await example.RunAsync("mkdir");
        await example.RunAsync("run ");
        await example.RunAsync("first");
        await Eventually.TrueAsync(() => example.Lines("out/spare-").Count == 1, () => example.Agent.LogText);
        await example.RunAsync("mkdir");
        await example.Agent.WhenStartedAsync();
        // The spare one may get the next events until the preferred one has waited its penalty.
        for (var sent = 2; example.Lines("out/preferred/").Count == 0; sent++)
        {
            await example.RunAsync("second", again: true);
            await Eventually.TrueAsync(
                () => example.Lines("out/spare-").Count + example.Lines("out/preferred/").Count == sent, () => example.Agent.LogText);
        }
        await example.AssertOutputAsync(normalise: output =>
            Regex.Replace(Regex.Replace(output, "^(OK\n)+", "OK\nOK\n"), "first\n(second\n)+$", "first\n"));
    }

    [Fact]
    public async Task Load_balancing()
    {
        await using var example = new Example("06-load-balancing");
        await example.RunAsync("mkdir");
        await example.RunAsync("run ");
        await example.RunAsync("seq 1 500");
        await Eventually.TrueAsync(() => example.Lines("out/one-").Count + example.Lines("out/two-").Count >= 500, () => example.Agent.LogText);
        await example.RunAsync("uniq | wc -l");
        Assert.NotEmpty(example.Lines("out/one-"));
        Assert.NotEmpty(example.Lines("out/two-"));
        Assert.Equal(500, example.Lines("out/").Count);
        await example.AssertOutputAsync(withFiles: false);
    }

    [Fact]
    public async Task Interceptors()
    {
        await using var example = new Example("07-interceptors");
        await example.RunAsync("mkdir");
        await example.RunAsync("run ");
        await example.RunAsync("password=secret");
        await example.AssertOutputAsync();
    }

    [Fact]
    public async Task A_third_party_plugin()
    {
        await using var example = new Example("08-third-party-plugin");
        await example.RunAsync("mkdir");
        await example.RunAsync("run ");
        await example.RunAsync("quiet");
        await example.AssertOutputAsync();
    }

    [Fact]
    public void Every_numbered_folder_has_a_test_and_its_expected_output()
    {
        var folders = Directory.GetDirectories(Repository.Examples).Select(folder => Path.GetFileName(folder)!)
            .Where(folder => char.IsAsciiDigit(folder[0])).ToList();
        var sources = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.All(folders, folder => Assert.True(sources.Contains($"\"{folder}\"", StringComparison.Ordinal), $"No test runs {folder}."));
        Assert.All(folders, folder => Assert.True(File.Exists(Path.Combine(Repository.Examples, folder, "expected.txt")), folder));
    }
}
