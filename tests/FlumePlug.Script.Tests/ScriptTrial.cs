namespace FlumePlug.Script.Tests;

/// <summary>A script interceptor in a directory of its own, with a clock that is advanced by hand.</summary>
internal sealed class ScriptTrial : IAsyncDisposable
{
    private readonly Dictionary<string, string> _parameters = [];
    private readonly Lazy<ScriptInterceptor> _interceptor;

    public ScriptTrial() => _interceptor = new(() => new ScriptInterceptor(
        new ScriptInterceptorOptions { Code = Code, File = Code is null ? "route.csx" : null, Params = _parameters, OnError = OnError, TimeoutMs = 5000 }, Context));

    public TestComponentContext Context { get; } = new("r1");

    public OnError OnError { get; init; }

    /// <summary>The script of the option <c>code</c>; without it the file <c>route.csx</c>.</summary>
    public string? Code { get; init; }

    public ScriptInterceptor Interceptor => _interceptor.Value;

    public string FilePath => PathOf("route.csx");

    public IReadOnlyList<string> Errors => Context.Logged.TextsOf(Microsoft.Extensions.Logging.LogLevel.Error);

    /// <summary>A trial of statements given as code.</summary>
    public static ScriptTrial Of(string code, OnError onError = OnError.Fail) => new() { Code = code, OnError = onError };

    /// <summary>A trial of a file.</summary>
    public static ScriptTrial OfFile(string text, OnError onError = OnError.Fail)
    {
        var trial = new ScriptTrial { OnError = onError };
        trial.Write("route.csx", text);
        return trial;
    }

    public ScriptTrial With(string parameter, string value)
    {
        _parameters[parameter] = value;
        return this;
    }

    public string PathOf(string name) => Path.Combine(Context.ConfigurationDirectory, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>What becomes of events with these bodies.</summary>
    public async Task<IReadOnlyList<KeptEvent>> RunAsync(params string[] bodies) => await RunAsync([.. bodies.Select(body => EventOf(body))]);

    /// <summary>What becomes of events.</summary>
    public async Task<IReadOnlyList<KeptEvent>> RunAsync(params Event[] events)
    {
        using var batch = BatchOf(events);
        await Interceptor.InterceptAsync(batch, TestContext.Current.CancellationToken);
        batch.Compact();
        return KeptEvent.AllOf(batch);
    }

    /// <summary>The bodies after the script.</summary>
    public async Task<string[]> TextsAsync(params string[] bodies) => [.. (await RunAsync(bodies)).Select(kept => kept.Text)];

    public long Counter(string name) => Context.Counters[name].Value;

    /// <summary>Lets the looks at the files happen that an edit needs to be taken over.</summary>
    public void LetEditsSettle() => Context.Clock.Advance(TimeSpan.FromMilliseconds(300));

    /// <summary>What a configuration with this script is refused with.</summary>
    public IReadOnlyList<OptionError> Refused() => Assert.Throws<ConfigurationException>(() => Interceptor).Errors;

    public async ValueTask DisposeAsync()
    {
        if (_interceptor.IsValueCreated)
            await _interceptor.Value.DisposeAsync();
        Context.Dispose();
    }
}
