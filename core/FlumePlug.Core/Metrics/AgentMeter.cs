using System.Diagnostics.Metrics;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Metrics;

/// <summary>
/// The agent's counters as instruments of <c>System.Diagnostics.Metrics</c>: meter <c>FlumePlug</c>, one instrument a counter
/// name, tagged with the component's kind, name and type.
/// </summary>
public sealed class AgentMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "FlumePlug";

    // What goes up and down; everything else only counts up.
    private static readonly HashSet<string> Gauges =
        [CounterNames.ChannelSize, CounterNames.ChannelCapacity, CounterNames.OpenConnectionCount];

    private readonly Meter _meter = new(Name);
    private readonly ICounterReader _counters;
    private readonly KeyValuePair<string, object?> _agent;
    private readonly HashSet<string> _published = [];

    /// <summary>Publishes what the reader reads, for as long as it lives.</summary>
    public AgentMeter(string agent, ICounterReader counters)
    {
        (_counters, _agent) = (counters, new("agent", agent));
        Update();
    }

    /// <summary>Publishes the counters that have come since.</summary>
    public void Update()
    {
        foreach (var counter in _counters.Read().SelectMany(component => component.All))
            if (_published.Add(counter.Name))
                Publish(counter.Name);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Publish(string counter)
    {
        if (Gauges.Contains(counter))
            _meter.CreateObservableGauge(counter, () => Measure(counter));
        else
            _meter.CreateObservableCounter(counter, () => Measure(counter));
    }

    private IEnumerable<Measurement<long>> Measure(string counter)
    {
        foreach (var component in _counters.Read())
            foreach (var value in component.All)
                if (value.Name == counter)
                    yield return new(value.Value, _agent, new("kind", component.Kind), new("name", component.Name), new("type", component.Type));
    }
}
