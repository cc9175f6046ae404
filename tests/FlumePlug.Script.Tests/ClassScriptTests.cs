namespace FlumePlug.Script.Tests;

/// <summary>Scripts that are a class of their own: with state, or for whole batches.</summary>
public sealed class ClassScriptTests
{
    private const string Numbering = """
        class Numbering : EventScript
        {
            private int _number;

            public override void Start() => _number = int.Parse(File.ReadAllText(Path.Combine(Folder, "first.txt")));

            public override void Stop() => File.WriteAllText(Path.Combine(Folder, "last.txt"), $"{_number}");

            public override void Run() => Headers["number"] = $"{_number++}";
        }
        """;

    [Fact]
    public async Task A_class_keeps_state_between_start_and_stop()
    {
        var trial = ScriptTrial.OfFile(Numbering);
        trial.Write("first.txt", "7");
        Assert.Equal(["7", "8"], (await trial.RunAsync("a", "b")).Select(kept => kept.Headers["number"]));
        Assert.Equal(["9"], (await trial.RunAsync("c")).Select(kept => kept.Headers["number"]));
        Assert.False(File.Exists(trial.PathOf("last.txt")));
        await trial.Interceptor.DisposeAsync();
        Assert.Equal("10", await File.ReadAllTextAsync(trial.PathOf("last.txt"), TestContext.Current.CancellationToken));
        await trial.DisposeAsync();
    }

    [Fact]
    public async Task A_class_that_cannot_start_refuses_batches_until_it_can()
    {
        await using var trial = ScriptTrial.OfFile(Numbering, OnError.Pass);
        var failure = await Assert.ThrowsAsync<ScriptException>(() => trial.RunAsync("a"));
        Assert.Contains("script route.csx cannot start:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("route.csx:5: FileNotFoundException", failure.Message, StringComparison.Ordinal);
        trial.Write("first.txt", "1");
        Assert.Equal("1", (await trial.RunAsync("a"))[0].Headers["number"]);
    }

    [Fact]
    public async Task A_class_has_one_event_at_a_time()
    {
        await using var trial = ScriptTrial.Of("""
            class Counting : EventScript
            {
                int _inside, _seen;
                public override void Run()
                {
                    if (Interlocked.Increment(ref _inside) != 1) throw new InvalidOperationException("Not alone.");
                    for (var i = 0; i < 200; i++) _seen++;
                    Interlocked.Decrement(ref _inside);
                    Headers["seen"] = $"{_seen / 200}";
                }
            }
            """.Replace("Interlocked", "System.Threading.Interlocked", StringComparison.Ordinal));
        var seen = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => trial.RunAsync("a", "b"))));
        Assert.Equal(Enumerable.Range(1, 200), seen.SelectMany(batch => batch).Select(kept => int.Parse(kept.Headers["seen"]!, null)).Order());
    }

    [Fact]
    public async Task A_batch_script_edits_the_batch_itself()
    {
        await using var trial = ScriptTrial.Of("""
            class Fast : BatchScript
            {
                public override void Run(EventBatch batch)
                {
                    batch.SetHeader("by", Params["name"]);
                    for (var i = 0; i < batch.Count; i++)
                        if (batch.Text(i).StartsWith("x"))
                            batch.Drop(i);
                        else
                            batch.Emit(i, Headers.Empty, "more"u8.ToArray());
                    Count("batches");
                }
            }
            """).With("name", "me");
        var seen = await trial.RunAsync("a", "x", "b");
        Assert.Equal(["a", "more", "b", "more"], seen.Select(kept => kept.Text));
        Assert.Equal(["me", null, "me", null], seen.Select(kept => kept.Headers["by"]));
        Assert.Equal(1, trial.Counter("script.code.batches"));
    }

    [Fact]
    public async Task A_batch_script_that_throws_has_changed_nothing()
    {
        const string Half = """
            class Half : BatchScript
            {
                public override void Run(EventBatch batch)
                {
                    batch.Drop(0);
                    batch.Emit(1, Headers.Empty, "more"u8.ToArray());
                    batch.SetHeader("half", "done");
                    throw new FormatException("no");
                }
            }
            """;
        await using var passing = ScriptTrial.Of(Half, OnError.Pass);
        Assert.Equal([new KeptEvent(Headers.Empty, "a"u8.ToArray()), new KeptEvent(Headers.Empty, "b"u8.ToArray())], await passing.RunAsync("a", "b"));
        await using var dropping = ScriptTrial.Of(Half, OnError.Drop);
        Assert.Empty(await dropping.RunAsync("a", "b"));
        Assert.Equal(2, dropping.Counter("script.code.ErrorDroppedCount"));
        await using var failing = ScriptTrial.Of(Half);
        using var batch = BatchOf("a", "b");
        await Assert.ThrowsAsync<ScriptException>(() => failing.Interceptor.InterceptAsync(batch, TestContext.Current.CancellationToken).AsTask());
        batch.Compact();
        Assert.Equal(["a", "b"], TextsOf(batch));
        Assert.All(KeptEvent.AllOf(batch), kept => Assert.Empty(kept.Headers));
    }

    [Fact]
    public async Task A_concurrent_batch_script_may_have_several_batches_at_a_time()
    {
        await using var trial = ScriptTrial.Of("""
            [Concurrent]
            class Meeting : BatchScript
            {
                readonly System.Threading.Barrier _both = new(2);
                public override void Run(EventBatch batch) => batch.SetHeader("met", $"{_both.SignalAndWait(TimeSpan.FromSeconds(30))}");
            }
            """);
        var seen = await Task.WhenAll(Task.Run(() => trial.RunAsync("a")), Task.Run(() => trial.RunAsync("b")));
        Assert.All(seen, batch => Assert.Equal("True", batch[0].Headers["met"]));
    }
}
