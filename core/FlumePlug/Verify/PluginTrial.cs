using System.Runtime.CompilerServices;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Verify;

/// <summary>What was found about one thing.</summary>
/// <param name="Word">ok, broken or skipped.</param>
/// <param name="Text">About what, and what was found.</param>
internal sealed record Verdict(string Word, string Text);

/// <summary>Tries a plugin as a host does.</summary>
internal sealed class PluginTrial(Plugin plugin, ComponentCatalog catalog) : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly PluginLoader _loader = new();

    /// <summary>Lets each component that can be built with default options keep the promises of its contract.</summary>
    public async IAsyncEnumerable<Verdict> ComponentsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var component in plugin.Components)
            yield return await TryAsync(component, cancellationToken);
    }

    // Its own method, whose locals of the plugin's types go with it.
    private async Task<Verdict> TryAsync(ComponentDescription component, CancellationToken cancellationToken)
    {
        var name = $"{component.Kind.Word()} '{component.Type}'";
        var suite = SuiteOf(component, out var skipped);
        skipped = suite is null ? skipped : await StartFailureAsync(component, cancellationToken);
        if (suite is null || skipped is not null)
            return new("skipped", $"{name}: {skipped}");
        var broken = new List<string>();
        var checks = Suites.ChecksOf(suite, component);
        foreach (var check in checks)
        {
            try
            {
                await check.RunAsync(cancellationToken);
            }
            catch (ConformanceException failure)
            {
                broken.Add($"\n          {check.Name}: {failure.Message}");
            }
        }
        return broken.Count == 0 ? new("ok", $"{name} keeps {checks.Count} promises")
            : new("broken", $"{name} breaks {broken.Count} of {checks.Count} promises:{string.Concat(broken)}");
    }

    /// <summary>Loads the plugin, builds what it offers, lets go and unloads it, so often or until it stays in memory.</summary>
    public Verdict Cycle(int times)
    {
        // The trials before are the first of them.
        for (var cycle = 0; cycle <= times; cycle++)
        {
            if (cycle > 0)
                BuildAll();
            foreach (var loaded in _loader.Loaded)
                if (_loader.Unload(loaded) is { } watch && !watch.Collect() && loaded == plugin)
                    return new("broken", $"stays in memory after it was unloaded. Known causes in its code: "
                        + (watch.Suspects.Count > 0 ? string.Join("; ", watch.Suspects) : "none"));
        }
        return new("ok", $"{times} times loaded and unloaded, nothing stays in memory");
    }

    public void Dispose() => _loader.Dispose();

    // What needs a peer or a file that is not there breaks no promise.
    private async Task<string?> StartFailureAsync(ComponentDescription component, CancellationToken cancellationToken)
    {
        using var context = new TestComponentContext();
        if (Suites.Build(new ComponentFactory(catalog, _loader), component, context) is not IComponent tried)
            return null;
        try
        {
            await tried.StartAsync(cancellationToken).AsTask().WaitAsync(StartLimit, cancellationToken);
            return null;
        }
        catch (Exception failure)
        {
            return $"does not start with default options: {failure.Message}";
        }
        finally
        {
            await tried.StopAsync(cancellationToken);
            (tried as IDisposable)?.Dispose();
        }
    }

    // Not inlined: a local of a plugin's type would keep it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ConformanceSuite? SuiteOf(ComponentDescription component, out string? skipped)
    {
        if (component.UnusableReason is { } reason)
        {
            skipped = reason;
            return null;
        }
        // Their events would be mixed with those that a real channel keeps there.
        if (component.Options.Options.Any(option => option.IsPlace && option.Default is not null))
        {
            skipped = "it would be tried in the place where it keeps events by default";
            return null;
        }
        var factory = new ComponentFactory(catalog, _loader);
        try
        {
            using var context = new TestComponentContext();
            (Suites.Build(factory, component, context) as IDisposable)?.Dispose();
            skipped = "there are no tests for this kind";
            return Suites.Of(factory, _loader.ClassOf(new(plugin, component)), component);
        }
        catch (Exception refused) when (refused is ConfigurationException or PluginException)
        {
            skipped = $"cannot be built with default options: {refused.Message}";
            return null;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BuildAll()
    {
        var factory = new ComponentFactory(catalog, _loader);
        foreach (var component in plugin.Components.Where(component => component.UnusableReason is null))
        {
            _loader.ClassOf(new(plugin, component));
            try
            {
                using var context = new TestComponentContext();
                (Suites.Build(factory, component, context) as IDisposable)?.Dispose();
            }
            catch (Exception refused) when (refused is ConfigurationException or PluginException)
            {
                // It needs options; its class was loaded all the same.
            }
        }
    }
}
