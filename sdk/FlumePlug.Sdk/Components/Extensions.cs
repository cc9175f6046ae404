namespace FlumePlug.Sdk;

/// <summary>Chooses the order in which a load-balancing sink processor or client tries its members. One call at a time.</summary>
public interface ISinkSelector
{
    /// <summary>Fills the order to try, as positions of members, and returns how many are to be tried.</summary>
    int Order(Span<int> members);

    /// <summary>A member failed; told only where the owner's <c>backoff</c> is on.</summary>
    void Failed(int member);

    /// <summary>A member worked.</summary>
    void Succeeded(int member) { }
}

/// <summary>Names the files of a file_roll sink.</summary>
public interface IPathManager
{
    /// <summary>The name of the next file, without its directory.</summary>
    string NextName();
}

/// <summary>Turns a group that regex_extractor matched into a header value. Called concurrently.</summary>
/// <remarks>Within a batch the value of a text is remembered: the serializer is not asked again for each event.</remarks>
public interface IExtractorSerializer
{
    /// <summary>The header value; null: there is no such header. <paramref name="matched"/> is false when the group took no part.</summary>
    string? Serialize(ReadOnlySpan<char> group, bool matched);
}

/// <summary>Gives values for <c>${filter["key"]}</c> in a configuration.</summary>
public interface IConfigFilter
{
    /// <summary>The value of a key, or null when it has none.</summary>
    string? Filter(string key);
}

/// <summary>Reports the agent's counters somewhere. A constructor may take <see cref="ICounterReader"/>.</summary>
public interface IMonitor : IComponent;

/// <summary>Reads the counters of every component; a snapshot each time.</summary>
public interface ICounterReader
{
    /// <summary>The counters of every component now, in the order channels, sinks, sources.</summary>
    IReadOnlyList<ComponentCounters> Read();
}

/// <summary>Gives the keys of an encrypted channel.</summary>
public interface IKeyProvider
{
    /// <summary>The key of an alias.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    byte[] KeyOf(string alias);
}

/// <summary>Judges events that a tool finds in a channel's files.</summary>
public interface IEventValidator
{
    /// <summary>Whether the event is good; one that is not is taken out of the channel when asked to.</summary>
    bool IsValid(in Event checkedEvent);
}
