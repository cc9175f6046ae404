using System.Runtime.InteropServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script;

/// <summary>What one instance of a script works with.</summary>
internal sealed record ScriptSetting(Parameters Parameters, ILogger Logger, TimeProvider Time, string Folder, CounterTally Tally)
{
    public Channels AllChannels { get; init; }

    public Channels DefaultChannels { get; init; }
}

/// <summary>Adds up what the instances of a script count and tells the counters once per batch. Safe for concurrent calls.</summary>
internal sealed class CounterTally(string prefix, ComponentCounters counters)
{
    private readonly Dictionary<string, Tallied> _counts = new(StringComparer.Ordinal);
    private bool _any;

    public void Add(string counter, long by)
    {
        lock (_counts)
            AddOne(counter, by);
    }

    public void Flush()
    {
        if (!Volatile.Read(ref _any))
            return;
        lock (_counts)
        {
            foreach (var (_, tallied) in _counts)
                if (tallied.Count != 0)
                    tallied.Counter.Add(tallied.Count);
            foreach (var name in _counts.Keys)
                CollectionsMarshal.GetValueRefOrNullRef(_counts, name).Count = 0;
            _any = false;
        }
    }

    private void AddOne(string counter, long by)
    {
        ref var tallied = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, counter, out var known);
        if (!known)
            tallied.Counter = counters[prefix + counter];
        tallied.Count += by;
        _any = true;
    }

    private record struct Tallied(Counter Counter, long Count);
}
