namespace FlumePlug.Script.Tests.Verbs;

public sealed class ScriptVerbTests : IDisposable
{
    private const string Script = "if (Text.StartsWith(\"ERROR\")) Headers[\"level\"] = \"error\"; else if (Text.IsEmpty) Drop(); else if (Text == \"two\") { Emit(\"more\"); Text = \"a\\nb\"; } else if (Text == \"bad\") throw new Exception(\"no\");";

    private readonly CalledVerb _verb = new();

    public void Dispose() => _verb.Dispose();

    [Fact]
    public async Task Run_shows_each_event_before_and_after()
    {
        var script = _verb.Write("route.csx", Script);
        var input = _verb.Write("sample.log", "ERROR disk full\r\n\ntwo\nINFO\nbad");
        Assert.Equal((1, """
                1  {} ERROR disk full
               ->  {level=error} ERROR disk full
                2  {} 
               ->  dropped
                3  {} two
               ->  {} a\nb
               ->  {} more
                4  {} INFO
               ->  unchanged
                5  {} bad
               ->  error: script route.csx: route.csx:1: Exception: no
            5 events: 2 changed, 1 unchanged, 1 dropped, 1 failed.

            """), await _verb.CallAsync("run", script, "--input", input));
    }

    [Fact]
    public async Task Run_reads_events_with_headers_and_gives_parameters_and_shows_the_log()
    {
        var script = _verb.Write("who.csx", "Log.LogInformation(\"saw {Who}\", Headers[\"who\"]); Headers[\"site\"] = Params[\"site\"];");
        var input = _verb.Write("events.json", """[{"headers": {"who": "me"}, "body": {"a": [1, "ü"]}}, "text", {"bodyBase64": "eA=="},]""");
        Assert.Equal((0, """
                1  {who=me} {"a":[1,"ü"]}
              log  Information: saw me
               ->  {who=me, site=eu} {"a":[1,"ü"]}
                2  {} text
              log  Information: saw (null)
               ->  {site=eu} text
                3  {} x
              log  Information: saw (null)
               ->  {site=eu} x
            3 events: 3 changed, 0 unchanged, 0 dropped, 0 failed.

            """), await _verb.CallAsync("run", script, "--input", input, "--param", "site=eu"));
    }

    [Fact]
    public async Task Run_shows_the_channels_that_a_selector_chooses()
    {
        var script = _verb.Write("pick.csx", "Text.StartsWith(\"ERROR\") ? \"alerts archive\" : Text.IsEmpty ? Channels.None : Default");
        var input = _verb.Write("sample.log", "ERROR\n\nINFO\n");
        Assert.Equal((0, """
                1  {} ERROR
               ->  to alerts archive
                2  {} 
               ->  dropped
                3  {} INFO
               ->  to archive
            3 events: 2 routed, 1 dropped, 0 failed.

            """), await _verb.CallAsync("run", script, "--input", input, "--channels", "alerts archive", "--default=archive"));
        var missing = await Assert.ThrowsAsync<FormatException>(() => _verb.CallAsync("run", script, "--input", input));
        Assert.Contains("--channels", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_hangs_is_left_behind()
    {
        var script = _verb.Write("hang.csx", "if (Text == \"stop\") while (true) { }");
        var input = _verb.Write("sample.log", "fine\nstop\n");
        var (code, output) = await _verb.CallAsync("run", script, "--input", input, "--timeout", "200");
        Assert.Equal(1, code);
        Assert.Contains("->  error: script hang.csx took longer than 200 ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_names_what_a_script_is_for_and_its_parameters()
    {
        var script = _verb.Write("route.csx", "Headers[\"site\"] = Params[\"site\"] + Params.Int(\"limit\", 5);");
        var selector = _verb.Write("pick.csx", "Headers[\"level\"] == \"error\" ? \"alerts\" : Default");
        Assert.Equal((0, "route.csx: fine, for an interceptor; parameters: site, limit (optional).\npick.csx: fine, for a channel selector.\n"),
            await _verb.CallAsync("check", script, selector));
        Assert.Equal((2, "route.csx:1:47: 'x' is no value for params.limit: it must be a whole number\n"),
            await _verb.CallAsync("check", script, "--param", "limit=x", "--param", "site=eu"));
    }

    [Fact]
    public async Task Errors_are_told_with_their_lines()
    {
        var script = _verb.Write("route.csx", "\nHeaders[\"x\"] = 5;");
        const string Error = "route.csx:2:16: error CS0029: Cannot implicitly convert type 'int' to 'string'\n";
        Assert.Equal((2, Error), await _verb.CallAsync("check", script));
        Assert.Equal((2, Error), await _verb.CallAsync("run", script, "--input", _verb.Write("sample.log", "x")));
        Assert.Equal((2, "pick.csx:1:14: error CS0103: The name 'Absent' does not exist in the current context\n"),
            await _verb.CallAsync("check", _verb.Write("pick.csx", "Text == \"\" ? Absent : \"c1\"")));
    }

    [Fact]
    public async Task Diff_shows_what_the_new_script_does_otherwise()
    {
        var before = _verb.Write("old.csx", Script);
        var after = _verb.Write("new.csx", Script.Replace("\"error\"", "\"high\"", StringComparison.Ordinal).Replace("IsEmpty", "StartsWith(\"I\")", StringComparison.Ordinal));
        var input = _verb.Write("sample.log", "ERROR\n\nINFO\nother\n");
        Assert.Equal((1, """
                1  {} ERROR
              old  {level=error} ERROR
              new  {level=high} ERROR
                2  {} 
              old  dropped
              new  unchanged
                3  {} INFO
              old  unchanged
              new  dropped
            4 events: 1 the same, 3 different (1 changed otherwise, 1 no longer dropped, 1 now dropped).

            """), await _verb.CallAsync("diff", before, after, "--input", input));
        Assert.Equal((0, "4 events: 4 the same, 0 different.\n"), await _verb.CallAsync("diff", before, before, "--input", input));
    }

    [Fact]
    public async Task Bench_tells_time_and_bytes_per_event()
    {
        var (code, output) = await _verb.CallAsync("bench", _verb.Write("route.csx", Script), "--seconds", "1");
        Assert.Equal(0, code);
        Assert.Matches(@"^ready after \d+ ms .*\n\d+ ns and \d+\.\d B per event, [\d,]+ events/s \(batches of 1000 events, 1\.\d s\)\n$", output);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "a.csx", "--bogus", "x")]
    [InlineData("run", "a.csx", "--input")]
    [InlineData("diff", "a.csx", "--input", "x")]
    [InlineData("check")]
    [InlineData("bench", "a.csx", "--seconds", "0")]
    [InlineData("run", "a.csx", "--input", "x", "--param", "y")]
    public async Task Wrong_arguments_are_refused(params string[] arguments) =>
        Assert.True(await Record.ExceptionAsync(() => _verb.CallAsync(arguments)) is FormatException or IOException);

    [Theory]
    [InlineData(0, "run", "--help")]
    [InlineData(0, "--help")]
    [InlineData(1, "fly")]
    [InlineData(1)]
    public async Task The_usage_is_told(int expected, params string[] arguments)
    {
        var (code, output) = await _verb.CallAsync(arguments);
        Assert.Equal(expected, code);
        Assert.Contains("flumeplug script diff OLD NEW --input EVENTS", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]", "an event is a text")]
    [InlineData("[{\"boddy\": 1}]", "not 'boddy'")]
    [InlineData("[\n  oops]", "events.json:2:3: this is no JSON")]
    public async Task Events_that_are_wrong_are_refused(string json, string message)
    {
        var script = _verb.Write("route.csx", Script);
        var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => _verb.CallAsync("run", script, "--input", _verb.Write("events.json", json)));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }
}
