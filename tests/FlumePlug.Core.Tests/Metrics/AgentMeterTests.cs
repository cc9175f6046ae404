using System.Diagnostics.Metrics;
using FlumePlug.Core.Metrics;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Tests.Metrics;

public sealed class AgentMeterTests
{
    [Fact]
    public void Every_counter_is_an_instrument_with_the_component_as_tags_and_none_after_the_end()
    {
        var counters = new Fixed(new("CHANNEL", "c1", "memory"), new("CHANNEL", "c2", "memory"), new("SOURCE", "r1", "netcat"));
        counters.Components[0][CounterNames.ChannelSize].Set(7);
        counters.Components[1][CounterNames.ChannelSize].Set(8);
        counters.Components[2][CounterNames.EventReceivedCount].Add(9);
        var agent = $"a{Guid.NewGuid():N}";

        using (var meter = new AgentMeter(agent, counters))
            Assert.Equal(
                ["ChannelSize ObservableGauge CHANNEL c1 memory 7", "ChannelSize ObservableGauge CHANNEL c2 memory 8",
                 "EventReceivedCount ObservableCounter SOURCE r1 netcat 9"], Measure(agent));

        Assert.Empty(Measure(agent));
    }

    private static IEnumerable<string> Measure(string agent)
    {
        var measured = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AgentMeter.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (Equals(values["agent"], agent))
                measured.Add($"{instrument.Name} {instrument.GetType().Name.Split('`')[0]} {values["kind"]} {values["name"]} {values["type"]} {value}");
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return measured.Order(StringComparer.Ordinal);
    }

    private sealed class Fixed(params ComponentCounters[] components) : ICounterReader
    {
        public ComponentCounters[] Components => components;

        public IReadOnlyList<ComponentCounters> Read() => components;
    }
}
