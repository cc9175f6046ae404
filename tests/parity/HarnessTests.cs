using System.Text;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Comparing;
using FlumePlug.Parity.Observing;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity;

/// <summary>The harness itself: what it would overlook nobody else would see.</summary>
public sealed class HarnessTests
{
    private static readonly ParityCase Any = new("any/case", "");

    [Fact]
    public void Another_value_is_a_difference()
    {
        var difference = Assert.Single(Difference.Between(Any, new() { ["file out/1"] = "a" }, new() { ["file out/1"] = "b" }));
        Assert.Equal(new Difference("file out/1", "a", "b"), difference);
    }

    [Fact]
    public void What_only_one_agent_shows_is_a_difference()
    {
        Assert.Equal("absent", Assert.Single(Difference.Between(Any, [], new() { ["log"] = "b" })).Flumes);
        Assert.Equal("absent", Assert.Single(Difference.Between(Any, new() { ["log"] = "b" }, [])).Ours);
    }

    [Fact]
    public void A_step_that_Flume_cannot_do_either_is_no_agreement()
    {
        var undone = new Observation { [$"{Observation.Undone}: await out 1"] = "only 0 lines came" };
        Assert.NotEmpty(Difference.Between(Any, undone, undone));
    }

    [Fact]
    public void A_missing_bean_is_one_difference_whatever_its_attributes()
    {
        var ours = new Observation
        {
            ["bean SOURCE.r1"] = "present",
            ["metric SOURCE.r1 Type"] = "SOURCE",
            ["metric SOURCE.r10 Type"] = "x",
        };
        Assert.Equal(["bean SOURCE.r1", "metric SOURCE.r10 Type"], Difference.Between(Any, [], ours).Select(one => one.What));
    }

    [Fact]
    public void A_wanted_difference_covers_only_what_it_names()
    {
        var wanted = new WantedDifference("netcat/*", "bean SOURCE.*", "absent", "present", "ours counts");
        Assert.True(wanted.Covers("netcat/ack", new("bean SOURCE.r1", "absent", "present")));
        Assert.False(wanted.Covers("exec/lines", new("bean SOURCE.r1", "absent", "present")));
        Assert.False(wanted.Covers("netcat/ack", new("bean SOURCE.r1", "present", "absent")));
        Assert.False(wanted.Covers("netcat/ack", new("bean SINK.k1", "absent", "present")));
    }

    [Fact]
    public void A_wanted_difference_is_found_by_text_with_escapes_in_it()
    {
        var wanted = new WantedDifference("any/case", "file out/1", "\\x7F\\n", "{a=b} x\\n", "why");
        Assert.True(wanted.Covers("any/case", new("file out/1", "\\x7F\\n", "{a=b} x\\n")));
        Assert.True((wanted with { Flumes = "*F\\n" }).Covers("any/case", new("file out/1", "\\x7F\\n", "{a=b} x\\n")));
    }

    [Fact]
    public void A_star_stands_for_an_empty_text_too()
    {
        Assert.True(new WantedDifference("*", "*", "*", "", "why").Covers("any/case", new("log", "", "")));
    }

    [Fact]
    public void The_time_of_day_is_masked_and_other_numbers_are_not()
    {
        var text = $"a={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} b=1350600477614";
        Assert.Equal("a=MILLIS b=1350600477614", Masks.Apply(text, new Placeholders(Any, "/x", 1)));
    }

    [Fact]
    public void Take_attempts_may_differ_but_not_fall_below_the_takes()
    {
        static string Of(string attempts)
        {
            var bean = new Dictionary<string, string> { ["EventTakeAttemptCount"] = attempts, ["EventTakeSuccessCount"] = "5" };
            return Masks.Metrics(bean).First().Value;
        }

        Assert.Equal(Of("5"), Of("17"));
        Assert.NotEqual(Of("5"), Of("4"));
    }

    [Fact]
    public void Literals_repeat_and_escape_and_come_back_readable()
    {
        Assert.Equal("aab\n\u00ff\"", Encoding.Latin1.GetString(BytesLiteral.Parse("""  "a"*2 "b\n\xFF\"" """.Trim())));
        Assert.Equal("a\\n\\xFF\\\\", BytesLiteral.Show([(byte)'a', (byte)'\n', 255, (byte)'\\']));
    }

    [Fact]
    public void Components_of_a_shared_file_get_the_name_of_their_case()
    {
        var suite = new Suite("shared",
        [
            new("netcat/ack", "a1.sources = r1\na1.sources.r1.channels = c1 c2\na1.sources.r1.port = {port1}"),
            new("seq/x", "a1.sources = r1\na1.sources.r1.type = seq"),
        ]);
        var text = string.Concat(suite.Fragments().Select(part => part.Text));
        Assert.Contains("a1.sources.netcat_ack_r1.channels = netcat_ack_c1 netcat_ack_c2\n", text, StringComparison.Ordinal);
        Assert.Contains("a1.sources.netcat_ack_r1.port = {port1}\n", text, StringComparison.Ordinal);
        Assert.Contains("a1.sources = netcat_ack_r1 seq_x_r1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_alone_is_run_as_it_is_written()
    {
        const string Text = "# why\na1.sources = r1\na1.sources.r1.type = seq\n";
        var alone = CaseReader.Read("x/y", "#> alone\n" + Text);
        Assert.Equal(Text, Assert.Single(new Suite("x/y", [alone]).Fragments()).Text);
    }

    [Fact]
    public void An_unknown_verb_is_refused_by_name()
    {
        var error = Assert.Throws<FormatException>(() => CaseReader.Read("x/y", "#> dance out\n"));
        Assert.Contains("x/y", error.Message, StringComparison.Ordinal);
        Assert.Contains("dance", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Logged_events_are_told_apart_by_their_mark()
    {
        string[] log =
        [
            "1 INFO Event: { headers:{case=a} body: 61          a }", "2 INFO other", "x Event: { headers:{case=b} body: }",
            "3 Event: { headers:{case=a} body: 61 61 aa", "00000010 62 b }",
        ];
        Assert.Equal(
            ["Event: { headers:{case=a} body: 61          a }", "Event: { headers:{case=a} body: 61 61 aa\n00000010 62 b }"],
            EventLog.Of(log, ["case=a"]));
    }

    [Fact]
    public void Every_case_says_what_it_is_about_and_has_a_name_of_its_own()
    {
        var cases = CaseReader.ReadAll(Path.Combine(Repository.Parity, "cases"));
        Assert.All(cases, one => Assert.StartsWith("# ", one.Source, StringComparison.Ordinal));
        var prefixes = cases.Where(one => !one.Alone).Select(one => one.Prefix).ToList();
        Assert.Equal(prefixes.Distinct(), prefixes);
    }
}
