using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Embedded;

/// <summary>
/// An agent inside an application, which puts events by code: one channel, memory or file, and avro sinks behind a sink processor
/// (Flume's EmbeddedAgent, with its properties, restrictions and messages).
/// </summary>
/// <remarks>
/// Puts may run at the same time; configure, start and stop are for one caller. Its components are those of the plugins that
/// <see cref="EmbeddedAgentOptions.PluginDirectories"/> says.
/// </remarks>
/// <param name="name">The agent's name; its components are named after it.</param>
/// <param name="options">What it takes from the application.</param>
public sealed class EmbeddedAgent(string name, EmbeddedAgentOptions? options = null) : IAsyncDisposable
{
    private readonly EmbeddedAgentOptions _options = options ?? new();
    private Dictionary<string, string>? _properties;
    private RunningAgent? _built;
    private volatile RunningAgent? _running;

    /// <summary>Takes <c>channel.type</c>, <c>sinks</c>, <c>processor.type</c>, <c>SINK.hostname</c> and their like; before a start, or after a stop.</summary>
    /// <exception cref="ConfigurationException">They cannot work; the message says which.</exception>
    /// <exception cref="InvalidOperationException">The agent is started.</exception>
    public async Task ConfigureAsync(IReadOnlyDictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        if (_running is not null)
            throw new InvalidOperationException("Cannot be configured while started");
        var expanded = EmbeddedConfiguration.Expand(name, properties);
        var built = new RunningAgent(name, expanded, _options);
        await (_built?.DisposeAsync() ?? ValueTask.CompletedTask);
        (_properties, _built) = (expanded, built);
    }

    /// <summary>Starts the channel, the sinks and the source; a sink that cannot connect yet is tried again in the background.</summary>
    /// <exception cref="InvalidOperationException">It was not configured, or is started already.</exception>
    /// <exception cref="ConfigurationException">It was stopped, and cannot be built again.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_running is not null)
            throw new InvalidOperationException("Cannot be started while started");
        if (_properties is null)
            throw new InvalidOperationException("Cannot be started before being configured");
        _built ??= new RunningAgent(name, _properties, _options);
        await _built.StartAsync(cancellationToken);
        (_running, _built) = (_built, null);
    }

    /// <summary>Puts one event; returns when the channel has stored it. Its body must not change afterwards.</summary>
    /// <inheritdoc cref="PutAllAsync"/>
    public ValueTask PutAsync(Event item, CancellationToken cancellationToken = default) => PutAllAsync([item], cancellationToken);

    /// <summary>Puts events, all or none; returns when the channel has stored them. Their bodies must not change afterwards.</summary>
    /// <exception cref="EventDeliveryException">The channel did not take them.</exception>
    /// <exception cref="InvalidOperationException">The agent is not started.</exception>
    public async ValueTask PutAllAsync(IReadOnlyList<Event> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var running = _running ?? throw NotStarted();
        using var batch = EventBatch.Create();
        foreach (var item in events)
            batch.Add(item.Headers, item.Body);
        try
        {
            if (!await running.TryPutAsync(batch, cancellationToken))
                throw NotStarted();
        }
        catch (ChannelException refused)
        {
            throw new EventDeliveryException($"Embedded agent {name}: Unable to process event: {refused.Message}", refused);
        }
    }

    /// <summary>
    /// Stops: puts under way end, the sinks send what is in the channel for at most <see cref="EmbeddedAgentOptions.DrainTimeout"/>. It
    /// may be started again, or configured anew.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not started.</exception>
    public async Task StopAsync()
    {
        var running = _running ?? throw new InvalidOperationException("Cannot be stopped unless started");
        _running = null;
        var left = await running.StopAsync(_options.DrainTimeout);
        if (left > 0)
            _options.Loggers.CreateLogger("agent " + name).LogWarning("Agent {Agent} stopped; {Count} events were left in memory.", name, left);
        await running.DisposeAsync();
    }

    /// <summary>Stops it if it is started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
            await StopAsync();
        await (Interlocked.Exchange(ref _built, null)?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static InvalidOperationException NotStarted() => new("Cannot put events unless started");
}
