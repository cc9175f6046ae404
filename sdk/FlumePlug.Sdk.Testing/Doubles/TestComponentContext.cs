using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk.Testing;

/// <summary>
/// What a host gives a component, for tests: a collecting logger, a clock that is advanced by hand, counters, a directory of
/// its own that is deleted with the context, and slots filled by the factories that a test adds.
/// </summary>
public sealed class TestComponentContext : ComponentContext, IDisposable
{
    private readonly Dictionary<(Type Contract, string Type), Func<IReadOnlyDictionary<string, string>, object>> _factories = [];
    private readonly Lazy<DirectoryInfo> _directory = new(() => Directory.CreateTempSubdirectory("flumeplug-"));
    private readonly TimeProvider? _time;
    private ProblemLog? _problems;

    /// <summary>A context for a component of a name.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="time">A clock other than <see cref="Clock"/>.</param>
    public TestComponentContext(string name = "c1", TimeProvider? time = null)
    {
        Name = name;
        _time = time;
        Counters = new ComponentCounters("TEST", name, "test");
    }

    /// <inheritdoc/>
    public override string Agent => "a1";

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>What the component logged.</summary>
    public CollectingLogger Logged { get; } = new();

    /// <inheritdoc/>
    public override ILogger Logger => Logged;

    /// <summary>The clock to advance.</summary>
    public ManualTime Clock { get; } = new();

    /// <inheritdoc/>
    public override TimeProvider Time => _time ?? Clock;

    /// <inheritdoc/>
    public override ComponentCounters Counters { get; }

    /// <summary>An empty directory of its own; made with the first look.</summary>
    public override string ConfigurationDirectory => _directory.Value.FullName;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Properties => Given;

    /// <summary>The <c>-Dkey=value</c> properties, to fill.</summary>
    public Dictionary<string, string> Given { get; } = [];

    /// <inheritdoc/>
    public override bool IsStrict => Strict;

    /// <summary>Whether the context is one of our own command line (default) or of Flume's.</summary>
    public bool Strict { get; set; } = true;

    /// <inheritdoc/>
    public override ProblemLog Problems => _problems ??= new ProblemLog(Logger, Time);

    /// <summary>Says how a slot of a type is filled; the factory gets the options under the slot's prefix.</summary>
    public TestComponentContext Provide<T>(string type, Func<IReadOnlyDictionary<string, string>, T> factory)
        where T : class
    {
        _factories[(typeof(T), type.ToUpperInvariant())] = options => factory(options);
        return this;
    }

    /// <summary>A slot as the configuration would give it.</summary>
    public static Slot<T> SlotOf<T>(string type, params ReadOnlySpan<(string Name, string Value)> options)
        where T : class
    {
        var texts = new Dictionary<string, string>();
        foreach (var (name, value) in options)
            texts[name] = value;
        return new Slot<T>(type, type, texts);
    }

    /// <inheritdoc/>
    public override T Create<T>(Slot<T> slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return _factories.TryGetValue((typeof(T), slot.Type.ToUpperInvariant()), out var factory)
            ? (T)factory(slot.Options)
            : throw new ConfigurationException($"The test provides no {typeof(T).Name} of type {slot.Type}: call Provide first.");
    }

    /// <summary>Deletes the directory.</summary>
    public void Dispose()
    {
        if (_directory.IsValueCreated && _directory.Value.Exists)
            _directory.Value.Delete(recursive: true);
    }
}
