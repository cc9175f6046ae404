using FlumePlug.Sdk;

namespace FlumePlug.Tests;

/// <summary>Gives the components of the test, or fails.</summary>
internal sealed class FixedCounters(params ComponentCounters[] components) : ICounterReader
{
    public bool Fails { get; set; }

    public IReadOnlyList<ComponentCounters> Read() => Fails ? throw new InvalidOperationException("broken") : components;
}
