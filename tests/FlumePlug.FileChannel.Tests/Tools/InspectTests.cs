using System.Text.Json;

namespace FlumePlug.FileChannel.Tests.Tools;

/// <summary>What the tools say of directories that are whole, and which directories they find.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly CalledTool _tool = new();

    public void Dispose() => _tool.Dispose();

    public static TheoryData<string> Kept => ["plain", "two-lanes", "encrypted", "killed"];

    [Theory, MemberData(nameof(Kept))]
    public async Task What_a_version_of_the_format_wrote_is_read_checked_and_exported(string kind)
    {
        var kept = Path.Combine(AppContext.BaseDirectory, "Versions", "1", kind);
        foreach (var file in Directory.GetFiles(kept, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_tool.Root, Path.GetRelativePath(kept, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        string[] where = kind == "encrypted" ? [_tool.Root, .. CalledTool.WithKeys] : [_tool.Root];
        var before = _tool.Tree();
        var (code, told) = await _tool.CallAsync(["inspect", .. where]);
        Assert.Equal(0, code);
        Assert.Contains("events      9 events waiting, numbers 3 to 11; the next one is number 12\n", told, StringComparison.Ordinal);
        (code, told) = await _tool.CallAsync(["verify", .. where]);
        Assert.Equal(0, code);
        Assert.EndsWith(" and 12 events read; 9 events waiting.\nNo damage.\n", told, StringComparison.Ordinal);
        (code, told) = await _tool.CallAsync(["export", .. where]);
        Assert.Equal(0, code);
        var bodies = told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("body").GetString()!);
        Assert.Equal(["event 3", "", .. Enumerable.Range(5, 7).Select(number => $"event {number}")], bodies.Select(body => body.Split(' ') is [_, var number, ..] ? $"event {number}" : body));
        Assert.Equal(before, _tool.Tree());
    }

    [Fact]
    public async Task Inspect_says_what_is_in_the_files()
    {
        await _tool.StoreAsync(events: 6, taken: 2, activeKey: "old");
        await using (var opened = await Opened.StartAsync(_tool.Options(activeKey: "new")))
            await opened.PutAsync("last");
        await File.WriteAllTextAsync(Path.Combine(_tool.Data(), "notes.txt"), "mine", TestContext.Current.CancellationToken);
        var (code, told) = await _tool.CallAsync(["inspect", .. CalledTool.WithKeys, _tool.Data()]);
        Assert.Equal(0, code);
        Assert.Matches("^channel     [0-9a-f-]{36}, format version 1\ncheckpoint  checkpoint/flumeplug.checkpoint: 20.*Z, .*, generation 2, written when the "
            + "channel was closed \\(found beside\\)\ndata        data1: 2 segments, [0-9,]+ B\nevents      5 events waiting, numbers 2 to 6; the next one is "
            + "number 7\nkey         old: 1 segment\nkey         new: 1 segment\nsegment     data1/000000000001.segment: 20.*Z, lane 1 of 1, 6 events, numbers 0 "
            + "to 5, in 2 records; 1 record of takes; ends at [0-9]+ of [0-9,]+ B; key old\nsegment     data1/000000000002.segment: .*; key new\n"
            + "foreign     data1/notes.txt\n$", told);
    }

    [Fact]
    public async Task Without_the_keys_inspect_says_what_is_not_secret()
    {
        await _tool.StoreAsync(events: 6, taken: 2, activeKey: "old");
        File.Delete(_tool.Checkpoint);
        var (code, told) = await _tool.CallAsync("inspect", _tool.Root);
        Assert.Equal(0, code);
        Assert.Contains("events      6 events at most: what was taken is encrypted; give the keys with --encryption.keyProvider\n", told, StringComparison.Ordinal);
        (code, told) = await _tool.CallAsync("verify", _tool.Root);
        Assert.Equal(1, code);
        Assert.Contains("is encrypted with the key 'old', and the channel has no keys.", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agents_channel_is_inspected_and_nothing_else()
    {
        await using (var opened = await Opened.StartAsync(_tool.Options()))
        {
            await opened.PutAsync("a", "b");
            var (code, told) = await _tool.CallAsync("inspect", _tool.Root);
            Assert.Equal(0, code);
            Assert.Contains($"in use by agent a1, channel c1, process {Environment.ProcessId}\n", told, StringComparison.Ordinal);
            Assert.Contains("2 events waiting", told, StringComparison.Ordinal);
            foreach (var word in new[] { "verify", "repair", "export" })
            {
                (code, told) = await _tool.CallAsync(word, _tool.Root);
                Assert.Equal(1, code);
                Assert.EndsWith($"is in use by agent a1, channel c1, process {Environment.ProcessId}; stop the agent first.\n", told, StringComparison.Ordinal);
            }
            Assert.Equal(1, (await _tool.CallAsync("repair", "--repair", _tool.Root)).Code);
            Assert.Equal(1, (await _tool.ToolAsync("fcintegritytool", "-l", _tool.Data())).Code);
        }
        Assert.Equal(0, (await _tool.CallAsync("verify", _tool.Root)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("checkpoint")]
    [InlineData("data2")]
    [InlineData("backup")]
    public async Task Any_directory_of_the_channel_will_do(string named)
    {
        await _tool.StoreAsync(directories: 3, backup: true);
        Directory.CreateDirectory(Path.Combine(_tool.Root, "of others"));
        var (code, told) = await _tool.CallAsync("verify", Path.Combine(_tool.Root, named));
        Assert.Equal(0, code);
        Assert.Contains("and 36 events read; 31 events waiting.", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_channel_is_refused()
    {
        Assert.Equal((2, "name a directory of the channel, or its configuration with --conf FILE; --help tells more\n"), await _tool.CallAsync("inspect"));
        var (code, told) = await _tool.CallAsync("inspect", _tool.Root);
        Assert.Equal((2, "there is no file channel in ROOT: neither a flumeplug.checkpoint nor a file 000000000001.segment or the like\n"), (code, told));
        (code, told) = await _tool.CallAsync("verify", _tool.Data());
        Assert.Equal((2, "data1 does not exist or is no directory\n"), (code, told));
        (code, told) = await _tool.CallAsync("verify", "--wrong", _tool.Root);
        Assert.Equal((2, "unknown option --wrong; --help lists them\n"), (code, told));
        Directory.CreateDirectory(_tool.Data());
        await File.WriteAllTextAsync(Path.Combine(_tool.Data(), "log-3"), "", TestContext.Current.CancellationToken);
        (code, told) = await _tool.CallAsync("verify", _tool.Data());
        Assert.Equal(1, code);
        Assert.StartsWith("data1 belongs to a file channel of Apache Flume (log-3)", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_channels_one_must_be_chosen()
    {
        await _tool.StoreAsync();
        using var other = new CalledTool();
        await other.StoreAsync();
        var (code, told) = await _tool.CallAsync("verify", _tool.Root, other.Root);
        Assert.Equal(2, code);
        Assert.StartsWith("there are several channels: ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_text_is_exported_in_Base64()
    {
        await using (var opened = await Opened.StartAsync(_tool.Options()))
        {
            using var batch = Sdk.EventBatch.Create();
            batch.AddCopy(Sdk.Headers.Empty.With("k", "\"v\""), [0xFF, 0xFE]);
            await using var put = await opened.Channel.ReserveAsync(batch, Sdk.Fit.Whole, TestContext.Current.CancellationToken);
            await put.CommitAsync(1, TestContext.Current.CancellationToken);
        }
        var file = Path.Combine(_tool.Root, "events.jsonl");
        Assert.Equal((0, "1 event written to events.jsonl.\n"), await _tool.CallAsync("export", "--output", file, _tool.Root));
        Assert.Equal("{\"headers\":{\"k\":\"\\\"v\\\"\"},\"bodyBase64\":\"//4=\"}\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_integrity_tool_of_Flume_gives_Flumes_summary()
    {
        await _tool.StoreAsync(events: 9, taken: 2);
        _tool.Given["text"] = "8";
        var (code, told) = await _tool.ToolAsync("FcIntegrityTool", "-l", $"{_tool.Data()}", "-e", "nothing-with");
        Assert.Equal((1, """
            ---------- Summary --------------------
            Number of Events in the Channel = 10
            Number of Put Events Processed = 9
            Number of Valid Put Events = 8
            Number of Invalid Put Events = 1
            Number of Put Events that threw Exception during validation = 0
            Number of Corrupt Events = 0
            ---------------------------------------
            data1: the validator does not like all waiting events; 1 event rejected: 8
            Nothing was written; add --repair to take out what cannot be read.

            """), (code, told));
        Assert.Equal(0, (await _tool.ToolAsync("fcintegritytool", "-l", _tool.Data())).Code);
        Assert.Equal((2, "Data directory, nowhere does not exist.\n"), await _tool.ToolAsync("fcintegritytool", "-l", "nowhere"));
        Assert.Equal((2, "Cannot find tool matching other. Please select one of: FCINTEGRITYTOOL\n"), await _tool.ToolAsync("other"));
        Assert.Equal(0, (await _tool.ToolAsync("fcintegritytool", "-l", _tool.Data(), "-e", "nothing-with", "--repair")).Code);
        var left = await _tool.DrainAsync();
        Assert.Equal([2, 3, 4, 5, 6, 7], left.Numbers);
    }
}
