using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Tests;

/// <summary>Edits of a script while it is in use.</summary>
public sealed class LiveEditTests
{
    private static ScriptTrial Trial() => ScriptTrial.OfFile("Text = \"one\";");

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_saved_edit_is_live_within_a_second()
    {
        await using var trial = Trial();
        Assert.Equal(["one"], await trial.TextsAsync("a"));
        trial.Write("route.csx", "Text = \"two!\";");
        trial.Context.Clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(["two!"], await trial.TextsAsync("a"));
        Assert.Equal(1, trial.Counter("script.route.AdoptedCount"));
        Assert.Contains("Script route.csx: version 2 is live.", trial.Context.Logged.TextsOf(LogLevel.Information));
    }

    [Fact]
    public async Task An_editor_that_replaces_the_file_by_renaming_is_followed()
    {
        await using var trial = Trial();
        Assert.Equal(["one"], await trial.TextsAsync("a"));
        File.Move(trial.FilePath, trial.PathOf("route.csx~"));
        trial.Context.Clock.Advance(Look * 3);
        trial.Write("new", "Text = \"renamed\";");
        File.Move(trial.PathOf("new"), trial.FilePath);
        trial.LetEditsSettle();
        Assert.Equal(["renamed"], await trial.TextsAsync("a"));
        Assert.Empty(trial.Errors);
    }

    [Fact]
    public async Task A_file_behind_a_symbolic_link_is_followed()
    {
        await using var trial = new ScriptTrial();
        Directory.CreateDirectory(trial.PathOf("v1"));
        Directory.CreateDirectory(trial.PathOf("v2"));
        trial.Write("v1/route.csx", "Text = \"one\";");
        trial.Write("v2/route.csx", "Text = \"second\";");
        Directory.CreateSymbolicLink(trial.PathOf("now"), "v1");
        File.CreateSymbolicLink(trial.FilePath, "now/route.csx");
        Assert.Equal(["one"], await trial.TextsAsync("a"));
        Directory.Delete(trial.PathOf("now"));
        Directory.CreateSymbolicLink(trial.PathOf("now"), "v2");
        trial.LetEditsSettle();
        Assert.Equal(["second"], await trial.TextsAsync("a"));
    }

    [Fact]
    public async Task A_broken_edit_is_logged_with_its_line_and_counted_and_the_old_version_goes_on()
    {
        await using var trial = Trial();
        await trial.TextsAsync("a");
        trial.Write("route.csx", "Text = \"two\";\nNothing();");
        trial.LetEditsSettle();
        Assert.Equal(["one"], await trial.TextsAsync("a"));
        Assert.Equal(1, trial.Counter("script.route.BrokenEditCount"));
        Assert.Contains(trial.Errors, text => text.Contains($"{trial.FilePath}:2:1: error CS0103", StringComparison.Ordinal));
        Assert.Contains("Script route.csx: the edit is not used, version 1 goes on.", trial.Errors);
        var told = trial.Errors.Count;
        trial.Context.Clock.Advance(Look * 30);
        Assert.Equal(told, trial.Errors.Count);
        trial.Write("route.csx", "Text = \"mended\";");
        trial.LetEditsSettle();
        Assert.Equal(["mended"], await trial.TextsAsync("a"));
    }

    [Fact]
    public async Task A_half_written_file_is_left_alone_until_it_stands_still()
    {
        await using var trial = Trial();
        await trial.TextsAsync("a");
        foreach (var part in (string[])["", "Te", "Text = ", "Text = \"whole", "Text = \"whole\";"])
        {
            trial.Write("route.csx", part);
            // One that is emptied in place may stay so for a while.
            trial.Context.Clock.Advance(part.Length == 0 ? Look * 5 : Look);
            Assert.Equal(["one"], await trial.TextsAsync("a"));
        }
        trial.Context.Clock.Advance(Look);
        Assert.Equal(["whole"], await trial.TextsAsync("a"));
        Assert.Equal(0, trial.Counter("script.route.BrokenEditCount"));
    }

    [Fact]
    public async Task Of_two_edits_within_a_second_the_last_is_live()
    {
        await using var trial = Trial();
        await trial.TextsAsync("a");
        trial.Write("route.csx", "Text = \"two\";");
        trial.LetEditsSettle();
        trial.Write("route.csx", "Text = \"three\";");
        trial.LetEditsSettle();
        Assert.Equal(["three"], await trial.TextsAsync("a"));
        Assert.Equal(2, trial.Counter("script.route.AdoptedCount"));
    }

    [Fact]
    public async Task A_file_that_vanishes_is_told_once_and_the_last_version_goes_on()
    {
        await using var trial = Trial();
        await trial.TextsAsync("a");
        File.Delete(trial.FilePath);
        trial.Context.Clock.Advance(Look * 9);
        Assert.Empty(trial.Errors);
        trial.Context.Clock.Advance(Look * 40);
        Assert.Single(trial.Errors, text => text.Contains($" {trial.FilePath}: the script cannot be read", StringComparison.Ordinal));
        Assert.Equal(1, trial.Counter("script.route.BrokenEditCount"));
        Assert.Equal(["one"], await trial.TextsAsync("a"));
        trial.Write("route.csx", "Text = \"back\";");
        trial.LetEditsSettle();
        Assert.Equal(["back"], await trial.TextsAsync("a"));
    }

    [Fact]
    public async Task An_edit_of_a_loaded_file_is_an_edit_of_the_script()
    {
        await using var trial = ScriptTrial.OfFile("#load \"lib.csx\"\nText = Name;");
        trial.Write("lib.csx", "const string Name = \"one\";");
        Assert.Equal(["one"], await trial.TextsAsync("a"));
        trial.Write("lib.csx", "const string Name = \"two!\";");
        trial.LetEditsSettle();
        Assert.Equal(["two!"], await trial.TextsAsync("a"));
    }

    [Fact]
    public async Task The_old_version_stops_when_its_last_batch_is_through_and_the_new_one_starts_before_its_first()
    {
        await using var trial = ScriptTrial.OfFile(Logging("one"));
        await trial.TextsAsync("a");
        trial.Write("route.csx", Logging("two"));
        trial.LetEditsSettle();
        await trial.TextsAsync("b");
        Assert.Equal(["start one", "run one", "start two", "stop one", "run two"], trial.Context.Logged.TextsOf(LogLevel.Warning));

        static string Logging(string name) => $$"""
            class Logging : EventScript
            {
                public override void Start() => Log.LogWarning("start {{name}}");
                public override void Run() => Log.LogWarning("run {{name}}");
                public override void Stop() => Log.LogWarning("stop {{name}}");
            }
            """;
    }

    [Fact]
    public async Task An_edit_that_cannot_start_is_broken()
    {
        await using var trial = Trial();
        await trial.TextsAsync("a");
        trial.Write("route.csx", "class Bad : EventScript { public override void Start() => throw new FormatException(\"no\"); public override void Run() { } }");
        trial.LetEditsSettle();
        Assert.Equal(["one"], await trial.TextsAsync("a"));
        Assert.Contains(trial.Errors, text => text.Contains("script route.csx cannot start", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Swaps_under_load_lose_and_double_nothing_and_leave_no_version_in_memory()
    {
        await using var trial = Trial();
        await trial.TextsAsync("a");
        var stop = false;
        var load = Task.Run(async () =>
        {
            long events = 0;
            while (!Volatile.Read(ref stop))
                events += (await trial.TextsAsync("a", "b", "c")).Length;
            return events;
        });
        var swaps = Environment.GetEnvironmentVariable("LONG") == "1" ? 1000 : 60;
        for (var swap = 0; swap < swaps; swap++)
        {
            trial.Write("route.csx", $"Text = \"{swap}\" + Text; try {{ throw new Mine(); }} catch (Mine) {{ }}\nclass Mine : Exception;");
            trial.LetEditsSettle();
        }
        Volatile.Write(ref stop, true);
        Assert.Equal(0, await load % 3);
        Assert.Equal(swaps, trial.Counter("script.route.AdoptedCount"));
        Assert.Equal([$"{swaps - 1}a"], await trial.TextsAsync("a"));
        // The present one, and what threads that wait remember of their last calls.
        const int Most = 3;
        for (var round = 0; round < 20 && Versions() > Most; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.InRange(Versions(), 0, Most);

        // The list of contexts leaves out those that are told to unload; the list of assemblies has them until they have.
        static int Versions() => AppDomain.CurrentDomain.GetAssemblies()
            .Count(assembly => assembly.GetName().Name == "script route" && assembly.GetType("Mine") is not null);
    }
}
