using System.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Tests;

/// <summary>What a script of statements sees of an event and can do to it.</summary>
public sealed class EventScriptTests
{
    [Fact]
    public async Task The_smallest_script_is_one_line()
    {
        await using var trial = ScriptTrial.OfFile("""if (Text.StartsWith("ERROR")) Headers["level"] = "error"; else Drop();""");
        var seen = await trial.RunAsync("ERROR disk full", "fine");
        Assert.Equal([new KeptEvent(HeadersOf(("level", "error")), "ERROR disk full"u8.ToArray())], seen);
    }

    [Fact]
    public async Task A_last_statement_may_leave_out_its_semicolon()
    {
        await using var trial = ScriptTrial.Of("Drop()");
        Assert.Empty(await trial.RunAsync("a"));
    }

    [Fact]
    public async Task Headers_are_read_set_removed_and_listed()
    {
        await using var trial = ScriptTrial.Of("""
            Headers["was"] = Headers["a"] ?? "absent";
            Headers.Remove("b");
            Headers["c"] = null;
            Headers["names"] = string.Join(",", Headers.All.Select(header => header.Key));
            Headers["count"] = $"{Headers.Count}{Headers.Contains("a")}";
            """);
        var seen = await trial.RunAsync(EventOf("x", ("a", "1"), ("b", "2"), ("c", "3")), EventOf("y"));
        Assert.Equal(HeadersOf(("a", "1"), ("was", "1"), ("names", "a,was"), ("count", "3True")), seen[0].Headers);
        Assert.Equal(HeadersOf(("was", "absent"), ("names", "was"), ("count", "2False")), seen[1].Headers);
    }

    [Fact]
    public async Task Text_is_used_like_a_string()
    {
        await using var trial = ScriptTrial.Of("""
            if (Text == "same") Headers["equal"] = "yes";
            if (Text != "same" && Text.Contains(':')) Headers["parts"] = string.Join("|", Text.Split(':'));
            Headers["first"] = Text[..1];
            Headers["shown"] = $"<{Text}>" + Text + "!";
            if (int.TryParse(Text, out var number)) Headers["number"] = $"{number + 1}";
            if (Regex.IsMatch(Text, "^s.m")) Headers["matched"] = "yes";
            """);
        var seen = await trial.RunAsync("same", "a:b", "41");
        Assert.Equal(HeadersOf(("equal", "yes"), ("first", "s"), ("shown", "<same>same!"), ("matched", "yes")), seen[0].Headers);
        Assert.Equal("a|b", seen[1].Headers["parts"]);
        Assert.Equal("42", seen[2].Headers["number"]);
    }

    [Fact]
    public async Task Text_is_set_and_read_again()
    {
        await using var trial = ScriptTrial.Of("""Text = Text.Replace("secret", "***"); Headers["length"] = $"{Text.Length} {Body.Length}"; Text = Text + "ž";""");
        var seen = await trial.RunAsync("a secret", "plain");
        Assert.Equal(["a ***ž", "plainž"], seen.Select(kept => kept.Text));
        Assert.Equal(["5 5", "5 5"], seen.Select(kept => kept.Headers["length"]));
    }

    [Fact]
    public async Task Bytes_are_read_and_set()
    {
        await using var trial = ScriptTrial.Of("""if (Body.Length > 0 && Body[0] == 0xFF) Body = Body[1..]; else Body = "none"u8;""");
        var seen = await trial.RunAsync(new Event(Headers.Empty, new byte[] { 0xFF, 0x00, 0x80 }), EventOf(""));
        Assert.Equal([0x00, 0x80], seen[0].Body.ToArray());
        Assert.Equal("none", seen[1].Text);
    }

    [Fact]
    public async Task Malformed_utf8_reads_as_replacement_characters_and_stays_as_it_is()
    {
        await using var trial = ScriptTrial.Of("""Headers["text"] = Text;""");
        var seen = await trial.RunAsync(new Event(Headers.Empty, new byte[] { (byte)'a', 0xC3, (byte)'b' }));
        Assert.Equal("a\uFFFDb", seen[0].Headers["text"]);
        Assert.Equal([(byte)'a', 0xC3, (byte)'b'], seen[0].Body.ToArray());
    }

    [Fact]
    public async Task A_huge_body_is_read_and_replaced()
    {
        await using var trial = ScriptTrial.Of("""Headers["length"] = $"{Text.Length}"; Text = Text.ToUpper();""");
        var seen = await trial.RunAsync(new string('a', 20_000_000));
        Assert.Equal("20000000", seen[0].Headers["length"]);
        Assert.Equal(-1, seen[0].Body.Span.IndexOfAnyExcept((byte)'A'));
    }

    [Fact]
    public async Task One_event_is_split_in_several_with_its_headers_at_that_time()
    {
        await using var trial = ScriptTrial.Of("""
            foreach (var part in Text.Split(','))
            {
                Headers["part"] = part;
                Emit(part);
            }
            EmitBytes("bytes"u8);
            Emit("bare", FlumePlug.Sdk.Headers.Empty);
            Drop();
            """);
        var seen = await trial.RunAsync(EventOf("a,b", ("h", "1")), EventOf("c"));
        Assert.Equal(["a", "b", "bytes", "bare", "c", "bytes", "bare"], seen.Select(kept => kept.Text));
        Assert.Equal(HeadersOf(("h", "1"), ("part", "b")), seen[1].Headers);
        Assert.Empty(seen[3].Headers);
    }

    [Fact]
    public async Task Functions_statics_types_and_usings_stand_where_one_likes()
    {
        await using var trial = ScriptTrial.Of("""
            using System.Security.Cryptography;
            static readonly Regex Digits = new(@"\d+");
            const string Name = "hash";
            var suffix = "!";
            Headers[Name] = Short(Body) + suffix;
            Headers["kind"] = Classify(Text).ToString();
            string Short(ReadOnlySpan<byte> body) => Convert.ToHexString(SHA256.HashData(body))[..4];
            static Kind Classify(string text) => Digits.IsMatch(text) ? Kind.Number : Kind.Word;
            enum Kind { Word, Number }
            """);
        var seen = await trial.RunAsync("abc", "a1");
        Assert.Equal(HeadersOf(("hash", "BA78!"), ("kind", "Word")), seen[0].Headers);
        Assert.Equal("Number", seen[1].Headers["kind"]);
    }

    [Fact]
    public async Task Parameters_are_read_as_text_numbers_and_booleans()
    {
        await using var trial = ScriptTrial.Of("""
            Headers["all"] = $"{Params["name"]} {Params.Int("limit")} {Params.Number("rate")} {Params.Bool("on")} {Params.Int("other", 7)} {Params.Get("more", "none")} {Params.Has("x")}";
            """).With("name", "n").With("limit", "5").With("rate", "0.5").With("on", "true");
        Assert.Equal("n 5 0.5 True 7 none False", (await trial.RunAsync("a"))[0].Headers["all"]);
    }

    [Fact]
    public async Task Counters_show_beside_those_of_the_source()
    {
        await using var trial = ScriptTrial.OfFile("""Count("seen"); if (Text == "b") Count("bytes", Body.Length);""");
        await trial.RunAsync("a", "b", "c");
        await trial.RunAsync("d");
        Assert.Equal(4, trial.Counter("script.route.seen"));
        Assert.Equal(1, trial.Counter("script.route.bytes"));
    }

    [Fact]
    public async Task A_script_logs_and_knows_the_time_and_its_folder()
    {
        await using var trial = ScriptTrial.Of("""Log.LogWarning("at {Now}", Now.Year); Headers["folder"] = Folder;""");
        var seen = await trial.RunAsync("a");
        Assert.Contains("at 2026", trial.Context.Logged.TextsOf(LogLevel.Warning));
        Assert.Equal(trial.Context.ConfigurationDirectory, seen[0].Headers["folder"]);
    }

    [Fact]
    public async Task Several_batches_at_a_time_have_an_instance_each()
    {
        await using var trial = ScriptTrial.Of("""var text = Text.ToString(); for (var i = 0; i < 100; i++) text += (char)(text[^1] + 0); Text = text;""");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
                Assert.Equal([new string((char)('a' + caller), 101)], await trial.TextsAsync($"{(char)('a' + caller)}"));
        })));
    }
}
