using System.Text;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

public sealed class NetcatTests : IDisposable
{
    private const string Full = "FAILED: Space for commit to queue couldn't be acquired. Sinks are likely not keeping up with sources, "
        + "or the buffer size is too tight\n";

    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Ten_thousand_lines_at_once_into_the_default_memory_channel_are_all_stored_by_a_slow_sink()
    {
        await using var agent = await AgentProcess.RunAsync(_directory,
            NetcatToFiles(_port, _directory.Make("out"), "a1.sinks.k1.sink.batchSize = 1"));

        Assert.Equal(Oks(10_000), await LineClient.AskAsync(_port, Lines(10_000)));

        await agent.StopAsync();
        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => $"line {i}"), _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task Ten_thousand_lines_at_once_into_a_channel_without_a_sink_get_each_its_answer()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToNothing(_port, "a1.channels.c1.keep-alive = 0"));

        var answers = await LineClient.AskAsync(_port, Lines(10_000));

        Assert.Equal(Oks(100) + string.Concat(Enumerable.Repeat(Full, 9_900)), answers);
        Assert.EndsWith("100 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
        Assert.InRange(agent.Log.Count, 4, 20);
    }

    [Fact]
    public async Task A_client_that_never_reads_its_answers_holds_nobody_else_up()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out")));
        using var deaf = await LineClient.ConnectAsync(_port);
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x\n", 32 * 1024)));
        const int Most = 64 * 1024 * 1024;

        var sent = await Task.Run(() => deaf.SendUntilFull(block, Most), TestContext.Current.CancellationToken);

        Assert.InRange(sent, 1, Most - 1);
        for (var i = 0; i < 20; i++)
            Assert.Equal(Oks(200), await LineClient.AskAsync(_port, Lines(200, "other ")));
        await agent.StopAsync();
        Assert.Equal(4_000, _directory.Lines("out/out-").Count(line => line.StartsWith("other ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Half_a_line_at_the_end_of_a_connection_is_not_an_event()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out")));
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "whole\nhalf"));
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "next\n"));
        await agent.StopAsync();
        Assert.Equal(["whole", "next"], _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task Control_characters_and_every_other_character_arrive_as_they_are()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out")));
        var odd = string.Concat(Enumerable.Range(0, 128).Select(i => (char)i).Where(letter => letter != '\n')) + "é€😀";

        Assert.Equal("OK\nOK\n", await LineClient.AskAsync(_port, $"{odd}\n\n"));
        await agent.StopAsync();

        Assert.Equal($"{odd}\n\n", File.ReadAllText(Directory.GetFiles(_directory.PathOf("out")).Single()));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_end_their_connection_only_and_are_told_once()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out")));
        using var other = await LineClient.ConnectAsync(_port);
        for (var i = 0; i < 3; i++)
        {
            using var binary = await LineClient.ConnectAsync(_port);
            await binary.SendAsync("before\n");
            await binary.ExpectAsync("OK\n");
            await binary.SendAsync(Enumerable.Range(128, 128).Select(b => (byte)b).ToArray());
            Assert.Equal("", await binary.ReadToEndAsync());
        }

        await other.SendAsync("fine\n");
        await other.ExpectAsync("OK\n");
        await agent.StopAsync();

        Assert.Equal(["before", "before", "before", "fine"], _directory.Lines("out/out-"));
        Assert.Single(agent.Log, line => line.Contains("bytes that are not", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_refused_and_ends_its_connection_only()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, _directory.Make("out")));
        using var other = await LineClient.ConnectAsync(_port);

        Assert.Equal("OK\nFAILED: Event exceeds the maximum length (512 chars, including newline)\n",
            await LineClient.AskAsync(_port, $"fine\n{new string('x', 512)}\nnever read\n"));
        await other.SendAsync(new string('y', 511) + "\n");
        await other.ExpectAsync("OK\n");
        await agent.StopAsync();

        Assert.Equal(["fine", new string('y', 511)], _directory.Lines("out/out-"));
    }
}
