using FlumePlug.Sdk;

namespace FlumePlug.Interceptors.Extracting;

/// <summary>A header and what turns a group into its value.</summary>
internal readonly record struct ExtractedHeader(string Name, IExtractorSerializer Serializer);

/// <summary>
/// Remembers, for one batch, which headers a header set and a group led to, so that values that come again cost no
/// allocation. A small table without chains: a newer entry takes an older one's place.
/// </summary>
internal sealed class ExtractionMemo
{
    private const int Size = 64;

    // So many new values in a row say that the batch's values do not come again: remembering would only cost.
    private const int Hopeless = 2 * Size;

    private readonly ExtractedHeader[] _headers;
    private readonly Entry[][] _known;
    private int _misses;

    public ExtractionMemo(ExtractedHeader[] headers)
    {
        _headers = headers;
        _known = [.. headers.Select(_ => new Entry[Size])];
    }

    /// <summary>Room to decode a group in.</summary>
    public char[] Characters { get; } = new char[256];

    /// <summary>The headers with one set to what its serializer makes of a group; without it when that is null.</summary>
    public Headers With(Headers before, int header, ReadOnlySpan<char> group, bool matched)
    {
        if (_misses == Hopeless)
            return Apply(before, _headers[header].Name, _headers[header].Serializer.Serialize(group, matched));
        ref var known = ref _known[header][PlaceOf(group, matched)];
        if (known.Matched == matched && known.Group is not null && group.SequenceEqual(known.Group))
        {
            _misses = 0;
            if (!ReferenceEquals(known.Before, before))
                (known.Before, known.After) = (before, Apply(before, _headers[header].Name, known.Value));
            return known.After!;
        }
        _misses++;
        var value = _headers[header].Serializer.Serialize(group, matched);
        known = new Entry
        {
            Matched = matched,
            Group = value is not null && group.SequenceEqual(value) ? value : group.ToString(),
            Value = value,
            Before = before,
            After = Apply(before, _headers[header].Name, value),
        };
        return known.After;
    }

    /// <summary>Forgets everything: what is remembered holds for one batch.</summary>
    public void Clear()
    {
        foreach (var known in _known)
            Array.Clear(known);
        _misses = 0;
    }

    private static Headers Apply(Headers before, string name, string? value) =>
        value is null ? before.Without(name) : before.With(name, value);

    private static int PlaceOf(ReadOnlySpan<char> group, bool matched)
    {
        if (group.IsEmpty)
            return matched ? 0 : 1;
        var mixed = (uint)(group[^1] * 31 + group[0] * 17 + group[group.Length / 2] * 13 + group.Length);
        return (int)(mixed % Size);
    }

    private struct Entry
    {
        public bool Matched;
        public string? Group;
        public string? Value;
        public Headers? Before;
        public Headers? After;
    }
}
