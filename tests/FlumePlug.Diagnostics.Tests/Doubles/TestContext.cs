using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests.Doubles;

/// <summary>A component's surroundings: log lines are kept, time stands still, slots are filled by the test.</summary>
internal sealed class TestContext(string name = "c1") : ComponentContext
{
    public LogLines Lines { get; } = new();

    public ManualTime Clock { get; } = new();

    /// <summary>Fills slots: gets the slot's type, returns the component.</summary>
    public Func<string, object>? Filler { get; init; }

    public override string Agent => "a1";

    public override string Name => name;

    public override ILogger Logger => Lines;

    public override TimeProvider Time => Clock;

    public override ComponentCounters Counters { get; } = new("SINK", name, "test");

    public override string ConfigurationDirectory => Environment.CurrentDirectory;

    public override IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    public override ProblemLog Problems => field ??= new ProblemLog(Lines, Clock);

    public override T Create<T>(Slot<T> slot) => (T)Filler!(slot.Type);
}
