namespace FlumePlug.Script.Tests;

/// <summary>Scripts keep the promises that any plugin's components keep.</summary>
public sealed class ConformanceTests
{
    private static readonly Event[] Samples = [EventOf("ERROR a"), EventOf("split,me", ("h", "a")), EventOf("drop", ("h", "b"))];

    private static readonly Dictionary<string, ConformanceSuite> Suites = new()
    {
        ["statements"] = Interceptor("if (Text == \"drop\") Drop(); else if (Text.Contains(',')) { foreach (var part in Text.Split(',')) Emit(part); Drop(); } else { Headers[\"l\"] = $\"{Text.Length}\"; Text = Text + \"!\"; }"),
        ["class"] = Interceptor("class Upper : EventScript { public override void Run() => Text = Text.ToUpper(); }"),
        ["batch class"] = Interceptor("class All : BatchScript { public override void Run(EventBatch batch) { batch.SetHeader(\"a\", \"b\"); for (var i = 0; i < batch.Count; i++) if (batch.Text(i) is \"drop\") batch.Drop(i); } }"),
        ["selector"] = new SelectorConformance<ScriptSelector>((channels, context) => new ScriptSelector(
            new ScriptSelectorOptions { Code = "Headers.Contains(\"h\") ? All : \"c1\"", TimeoutMs = 5000, Optional = ["c1"] }, channels, context))
        { Samples = Samples },
    };

    public static TheoryData<string, string> Promises => [.. Suites.SelectMany(suite => suite.Value.Names.Select(name => (suite.Key, name)))];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Keeps(string script, string promise) => Suites[script].RunAsync(promise, TestContext.Current.CancellationToken);

    private static InterceptorConformance<ScriptInterceptor> Interceptor(string code) => new(
        context => new ScriptInterceptor(new ScriptInterceptorOptions { Code = code, TimeoutMs = 5000 }, context))
    { Samples = Samples };
}
