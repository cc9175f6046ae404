using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Tests;

/// <summary>What an error of a script does.</summary>
public sealed class OnErrorTests
{
    private const string Dividing = "Headers[\"before\"] = \"set\";\nEmit(\"more\");\nText = $\"{12 / int.Parse(Text)}\";";

    [Fact]
    public async Task Fail_refuses_the_batch_with_the_line_and_leaves_it_as_it_came()
    {
        await using var trial = ScriptTrial.OfFile(Dividing);
        using var batch = BatchOf("3", "0", "x");
        var failure = await Assert.ThrowsAsync<ScriptException>(() => trial.Interceptor.InterceptAsync(batch, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal($"script route.csx: {trial.FilePath}:3: DivideByZeroException: Attempted to divide by zero.", failure.Message);
        Assert.Null(failure.InnerException);
        batch.Compact();
        Assert.Equal(["3", "0", "x"], TextsOf(batch));
        Assert.Equal((1, 3), (trial.Counter("script.route.ErrorCount"), trial.Counter("script.route.ErrorRefusedCount")));
    }

    [Fact]
    public async Task Drop_drops_the_event_alone()
    {
        await using var trial = ScriptTrial.OfFile(Dividing, OnError.Drop);
        Assert.Equal(["4", "more", "2", "more"], await trial.TextsAsync("3", "0", "x", "6"));
        Assert.Equal((2, 2), (trial.Counter("script.route.ErrorCount"), trial.Counter("script.route.ErrorDroppedCount")));
    }

    [Fact]
    public async Task Pass_lets_the_event_through_as_it_came()
    {
        await using var trial = ScriptTrial.OfFile(Dividing, OnError.Pass);
        Assert.Equal(
            [new KeptEvent(HeadersOf(("before", "set")), "4"u8.ToArray()), new KeptEvent(Headers.Empty, "more"u8.ToArray()), new KeptEvent(Headers.Empty, "0"u8.ToArray())],
            (await trial.RunAsync("3", "0")).Select(kept => kept.Text == "more" ? kept with { Headers = Headers.Empty } : kept));
        Assert.Equal((1, 1), (trial.Counter("script.route.ErrorCount"), trial.Counter("script.route.ErrorPassedCount")));
    }

    [Fact]
    public async Task Errors_of_a_line_are_logged_once_in_a_while_whatever_they_say()
    {
        await using var trial = ScriptTrial.OfFile("if (Text.StartsWith(\"a\"))\n    throw new FormatException(Text);\nthrow new FormatException(Text);", OnError.Drop);
        await trial.RunAsync("a1", "a2", "a3", "b1", "b2");
        await trial.RunAsync("a4");
        Assert.Equal(2, trial.Context.Logged.TextsOf(LogLevel.Warning).Count);
        trial.Context.Clock.Advance(ProblemLog.Quiet);
        await trial.RunAsync("a5");
        Assert.Contains("route.csx:2: FormatException: a5", trial.Context.Logged.TextsOf(LogLevel.Warning)[^1], StringComparison.Ordinal);
        Assert.Equal(7, trial.Counter("script.route.ErrorCount"));
    }

    [Fact]
    public async Task A_stack_of_exceptions_is_told_with_every_cause_and_in_bounds()
    {
        await using var trial = ScriptTrial.OfFile("""
            try { int.Parse(Text); }
            catch (FormatException inner)
            {
                Exception all = new AggregateException(inner, new TimeoutException());
                for (var i = 0; i < 1000; i++) all = new InvalidOperationException($"level {i}", all);
                throw Wrapped(all);
            }
            static Exception Wrapped(Exception cause) => new NotSupportedException("first\nsecond line", cause);
            """);
        var failure = await Assert.ThrowsAsync<ScriptException>(() => trial.RunAsync("x"));
        Assert.Contains("route.csx:6: NotSupportedException: first second line <- InvalidOperationException: level 999 <- ", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 500, 1500);
    }

    [Fact]
    public async Task An_exception_of_the_scripts_own_type_is_told_and_not_handed_on()
    {
        await using var trial = ScriptTrial.Of("throw new Mine(); class Mine() : Exception(\"my own\");");
        var failure = await Assert.ThrowsAsync<ScriptException>(() => trial.RunAsync("x"));
        Assert.Contains("1: Mine: my own", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recursion_without_end_is_an_error_like_any_other()
    {
        await using var trial = ScriptTrial.OfFile("Headers[\"n\"] = $\"{Deep(1)}\";\nstatic int Deep(int n) => Deep(n + 1) + 1;", OnError.Drop);
        Assert.Empty(await trial.RunAsync("x"));
        Assert.Contains("InsufficientExecutionStackException", Assert.Single(trial.Context.Logged.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
    }
}
