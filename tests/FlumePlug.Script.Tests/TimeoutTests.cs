namespace FlumePlug.Script.Tests;

/// <summary>Scripts that take too long for a batch.</summary>
public sealed class TimeoutTests : IDisposable
{
    // What a script and its test share: types of the base library under a name of their own.
    private const string Entered = "((System.Threading.SemaphoreSlim)AppDomain.CurrentDomain.GetData(Params[\"gate\"])!).Release();";
    private const string Ended = "((System.Threading.SemaphoreSlim)AppDomain.CurrentDomain.GetData(Params[\"gate\"] + \" end\")!).Release();";
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(5100);

    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private readonly string _gate = Guid.NewGuid().ToString();

    public TimeoutTests()
    {
        AppDomain.CurrentDomain.SetData(_gate, _entered);
        AppDomain.CurrentDomain.SetData(_gate + " end", _ended);
    }

    public void Dispose()
    {
        _entered.Dispose();
        _ended.Dispose();
    }

    private ScriptTrial Trial(string script, OnError onError = OnError.Fail) => ScriptTrial.OfFile(script, onError).With("gate", _gate);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;) ;")]
    [InlineData("again: goto again;")]
    [InlineData("while (true) try { Headers[\"x\"] = $\"{Count2()}\"; } catch (Exception) { }\nint Count2() { foreach (var n in Forever()) if (n < 0) return n; return 0; }\nstatic IEnumerable<int> Forever() { while (true) yield return 1; }")]
    public async Task A_loop_without_end_fails_its_batch_and_is_ended(string loop)
    {
        await using var trial = Trial($"if (Text == \"x\") {{ {Entered} try {{ Run(); }} finally {{ {Ended} }} void Run() {{ {loop} }} }}");
        using var batch = BatchOf("a", "x");
        var running = trial.Interceptor.InterceptAsync(batch, Token).AsTask();
        await _entered.WaitAsync(Token);
        trial.Context.Clock.Advance(TimeSpan.FromMilliseconds(4900));
        Assert.False(running.IsCompleted);
        trial.Context.Clock.Advance(TimeSpan.FromMilliseconds(200));
        var failure = await Assert.ThrowsAsync<ScriptException>(() => running);
        Assert.Equal("script route.csx took longer than 5000 ms for a batch and is not called until it is edited", failure.Message);
        Assert.Equal(1, trial.Counter("script.route.TimeoutCount"));
        Assert.Single(trial.Errors, text => text.Contains("took longer than 5000 ms", StringComparison.Ordinal));
        await _ended.WaitAsync(Token);
        Assert.Equal(["a", "x"], TextsOf(batch));
    }

    [Fact]
    public async Task What_cannot_be_ended_is_left_behind_and_never_touches_the_batch_again()
    {
        await using var trial = Trial($"{Entered} ((System.Threading.SemaphoreSlim)AppDomain.CurrentDomain.GetData(Params[\"gate\"] + \" go\")!).Wait(); Text = \"late\"; Headers[\"late\"] = \"yes\"; Emit(\"more\"); {Ended}");
        using var go = new SemaphoreSlim(0);
        AppDomain.CurrentDomain.SetData(_gate + " go", go);
        EventBatch.OverwriteReturned = true;
        using var batch = BatchOf("a", "b");
        var running = trial.Interceptor.InterceptAsync(batch, Token).AsTask();
        await _entered.WaitAsync(Token);
        trial.Context.Clock.Advance(Limit);
        await Assert.ThrowsAsync<ScriptException>(() => running);
        go.Release();
        await _ended.WaitAsync(Token);
        batch.Compact();
        Assert.Equal(["a", "b"], TextsOf(batch));
        Assert.All(KeptEvent.AllOf(batch), kept => Assert.Empty(kept.Headers));
    }

    [Theory]
    [InlineData(OnError.Fail)]
    [InlineData(OnError.Drop)]
    [InlineData(OnError.Pass)]
    public async Task Batches_behind_it_go_by_onError_at_once_until_it_is_edited(OnError onError)
    {
        await using var trial = Trial($"class Slow : EventScript {{ public override void Run() {{ {Entered} while (true) ; }} }}", onError);
        var hanging = trial.RunAsync("a");
        await _entered.WaitAsync(Token);
        var waiting = trial.RunAsync("b");
        Assert.False(waiting.IsCompleted);
        trial.Context.Clock.Advance(Limit);
        await Assert.ThrowsAsync<ScriptException>(() => hanging);
        foreach (var behind in (Task<IReadOnlyList<KeptEvent>>[])[waiting, trial.RunAsync("c")])
        {
            if (onError == OnError.Fail)
                await Assert.ThrowsAsync<ScriptException>(() => behind);
            else
                Assert.Equal(onError == OnError.Pass ? 1 : 0, (await behind).Count);
        }
        Assert.Equal(2, trial.Counter("script.route.UncalledCount"));
        trial.Write("route.csx", "Text = \"edited\";");
        trial.LetEditsSettle();
        Assert.Equal(["edited"], await trial.TextsAsync("d"));
    }

    [Theory]
    [InlineData(OnError.Fail)]
    [InlineData(OnError.Drop)]
    [InlineData(OnError.Pass)]
    public async Task Its_end_is_no_error_and_a_batch_that_runs_beside_it_goes_by_onError(OnError onError)
    {
        await using var trial = Trial($"Count(\"runs\"); {Entered} while (true) ;", onError);
        var hanging = trial.RunAsync("a", "b");
        await _entered.WaitAsync(Token);
        trial.Context.Clock.Advance(TimeSpan.FromMilliseconds(3000));
        var beside = trial.RunAsync("c");
        await _entered.WaitAsync(Token);
        trial.Context.Clock.Advance(TimeSpan.FromMilliseconds(2100));
        await Assert.ThrowsAsync<ScriptException>(() => hanging);
        if (onError == OnError.Fail)
            await Assert.ThrowsAsync<ScriptException>(() => beside);
        else
            Assert.Equal(onError == OnError.Pass ? 1 : 0, (await beside).Count);
        // What a script counts is told when it is through, after its errors.
        await Eventually.TrueAsync(() => trial.Counter("script.route.runs") == 2, "The script is still at work.");
        Assert.Equal(0, trial.Counter("script.route.ErrorCount"));
        Assert.Equal((1, 1), (trial.Counter("script.route.TimeoutCount"), trial.Counter("script.route.UncalledCount")));
    }

    [Fact]
    public async Task A_selector_that_takes_too_long_fails_its_batch()
    {
        using var context = new TestComponentContext("r1");
        await using var selector = new ScriptSelector(new ScriptSelectorOptions
        {
            Code = $"{Entered} while (!Text.IsEmpty) ; return \"c1\";",
            Params = new Dictionary<string, string> { ["gate"] = _gate },
            OnError = OnError.Pass,
            TimeoutMs = 5000,
        }, new ChannelNames(["c1", "c2"]), context);
        using var batch = BatchOf("a");
        var routes = new Route[1];
        var running = selector.SelectAsync(batch, routes, Token).AsTask();
        await _entered.WaitAsync(Token);
        context.Clock.Advance(Limit);
        await Assert.ThrowsAsync<ScriptException>(() => running);
        await selector.SelectAsync(batch, routes, Token);
        Assert.Equal(new Route(3), routes[0]);
    }
}
