using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Legacy;

/// <summary>An event of Flume 0.9, and the headers that it gets: as in Flume its fields stand beside what it says of itself, and overwrite it.</summary>
internal sealed class OldEvent
{
    // By their numbers in both protocols.
    public static readonly string[] Priorities = ["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"];

    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>When it happened, in ms.</summary>
    public long Timestamp { get; set; }

    /// <summary>A clock of its host, in ns.</summary>
    public long Nanos { get; set; }

    /// <summary>Where it happened.</summary>
    public string? Host { get; set; }

    /// <summary>How bad it is.</summary>
    public string? Priority { get; set; }

    /// <summary>What it says.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>What else is known of it.</summary>
    public List<KeyValuePair<string, string>> Fields { get; } = [];

    /// <summary>Forgets everything, for the next one.</summary>
    public void Clear()
    {
        (Timestamp, Nanos, Host, Priority, Body) = (0, 0, null, null, default);
        Fields.Clear();
    }

    /// <summary>Adds it to a batch.</summary>
    public void AddTo(EventBatch batch)
    {
        _headers.Clear();
        if (Host is not null)
            _headers.Add(new("host", Host));
        _headers.Add(new("timestamp", $"{Timestamp}"));
        if (Priority is not null)
            _headers.Add(new("pri", Priority));
        _headers.Add(new("nanos", $"{Nanos}"));
        _headers.AddRange(Fields);
        _headers.Add(new("FlumeOG", "yes"));
        batch.Add(Headers.From(_headers), Body);
    }

    /// <summary>A field; its bytes are a text.</summary>
    public void AddField(string name, ReadOnlySpan<byte> text) => Fields.Add(new(name, Encoding.UTF8.GetString(text)));
}
