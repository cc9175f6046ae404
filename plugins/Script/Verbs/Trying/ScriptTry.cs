using FlumePlug.Script.Compiling;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs.Trying;

/// <summary>A script outside an agent, run by the very component that an agent would build. One call at a time.</summary>
internal sealed class ScriptTry : IAsyncDisposable
{
    private readonly TryContext _context;
    private readonly ScriptInterceptor? _interceptor;
    private readonly ScriptSelector? _selector;
    private readonly IReadOnlyList<string> _channels;
    private readonly string _counterPrefix;
    private Route[] _routes = [];

    /// <exception cref="ScriptErrorsException">The script has errors.</exception>
    /// <exception cref="FormatException">It is a selector's, and no channels are given.</exception>
    public ScriptTry(TrySetting setting)
    {
        (_context, _channels) = (new TryContext(setting), setting.Channels);
        _counterPrefix = $"script.{Path.GetFileNameWithoutExtension(setting.File)}.";
        Kind = CompiledScript.KindOf(ScriptSource.OfFile(setting.File), ImageCache.OfUser());
        try
        {
            if (Kind == ScriptKind.Interceptor)
                _interceptor = new(new ScriptInterceptorOptions { File = setting.File, Params = setting.Params, TimeoutMs = setting.TimeoutMs }, _context);
            else if (_channels.Count == 0)
                throw new FormatException($"{setting.File} is a selector's script: name the channels of its source, --channels \"c1 c2\" (in a file of cases \"channels\")");
            else
                _selector = new(new ScriptSelectorOptions { File = setting.File, Params = setting.Params, TimeoutMs = setting.TimeoutMs, Default = setting.Default },
                    new ChannelNames(_channels), _context);
        }
        catch (ConfigurationException refused)
        {
            throw new ScriptErrorsException(setting.File, refused);
        }
    }

    /// <summary>What the script is for.</summary>
    public ScriptKind Kind { get; }

    /// <summary>The value of a counter that the script keeps.</summary>
    public long Counter(string name) => _context.Counters[_counterPrefix + name].Value;

    /// <summary>Runs the script over one event.</summary>
    public async ValueTask<Outcome> RunAsync(TriedEvent tried, CancellationToken cancellationToken)
    {
        using var batch = EventBatch.Create();
        batch.AddCopy(tried.Headers, tried.Body);
        try
        {
            var outcome = await RunAsync(batch, cancellationToken);
            return outcome with { Logged = _context.TakeLogged() };
        }
        catch (ScriptException failure)
        {
            // The component's own line about the failure is not the script's.
            var logged = _context.TakeLogged();
            return new([], Error: failure.Message) { Logged = [.. logged.Where(line => !line.Contains("(onError = ", StringComparison.Ordinal))] };
        }
    }

    /// <summary>Runs the script over a copy of a batch, as an agent does, and forgets what came out.</summary>
    /// <exception cref="ScriptException">It failed.</exception>
    public async ValueTask RunOnceAsync(EventBatch source, CancellationToken cancellationToken)
    {
        using var batch = EventBatch.Create();
        batch.Add(source, 0, source.Count);
        if (_interceptor is not null)
            await _interceptor.InterceptAsync(batch, cancellationToken);
        else
            await _selector!.SelectAsync(batch, _routes.Length == batch.Count ? _routes : _routes = new Route[batch.Count], cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_interceptor is not null)
            await _interceptor.DisposeAsync();
        if (_selector is not null)
            await _selector.DisposeAsync();
    }

    private async ValueTask<Outcome> RunAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        if (_interceptor is not null)
        {
            await _interceptor.InterceptAsync(batch, cancellationToken);
            batch.Compact();
            return new(Kept(batch));
        }
        var routes = new Route[1];
        await _selector!.SelectAsync(batch, routes, cancellationToken);
        var (bits, names) = (routes[0].Required | routes[0].Optional, new ChannelNames(_channels));
        return new(Kept(batch), [.. _channels.Where(name => (bits & names.BitOf(name)) != 0)]);
    }

    private static List<TriedEvent> Kept(EventBatch batch)
    {
        var kept = new List<TriedEvent>(batch.Count);
        foreach (ref readonly var one in batch.Events)
            kept.Add(new(one.Headers, one.Body.ToArray()));
        return kept;
    }
}
