using System.Buffers;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Naming;

/// <summary>
/// Finds the bucket of an event: what its headers and time make of directory and prefix. What was found is remembered by the
/// values of the headers that are asked for and the time's second or minute, so that few events build a name.
/// </summary>
internal sealed class BucketNames<TBucket>(PathTemplate path, PathTemplate prefix, EventTimes times)
    where TBucket : class
{
    private const int MostRemembered = 10_000;

    private readonly string[] _headers = [.. path.Headers.Concat(prefix.Headers).Distinct()];
    private readonly long _steady = (path.Steady, prefix.Steady) switch { (0, var other) => other, (var one, 0) => one, var (one, other) => Math.Min(one, other) };
    private readonly Dictionary<string, TBucket> _known = [];
    private char[] _key = new char[256];
    private Headers? _lastHeaders;
    private long _lastPeriod;
    private TBucket? _last;

    /// <summary>The bucket of an event; the function makes the one of a directory and a prefix.</summary>
    public TBucket Find(Headers headers, long now, Func<string, string, TBucket> make)
    {
        var millis = _steady == 0 ? 0 : times.Of(headers, now);
        var period = _steady == 0 ? 0 : Floor(millis, _steady);
        if (_last is not null && period == _lastPeriod && (ReferenceEquals(headers, _lastHeaders) || _headers.Length == 0))
            return _last;
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        var key = KeyOf(headers, period);
        if (!lookup.TryGetValue(key, out var bucket))
        {
            bucket = make(SafePath.Of(path.Expand(headers, millis)), SafePath.Of("/" + prefix.Expand(headers, millis)).TrimStart('/'));
            if (_known.Count >= MostRemembered)
                _known.Clear();
            lookup[key] = bucket;
        }
        (_last, _lastHeaders, _lastPeriod) = (bucket, headers, period);
        return bucket;
    }

    /// <summary>A bucket is no more: its name is made anew.</summary>
    public void Forget(TBucket bucket)
    {
        _last = ReferenceEquals(_last, bucket) ? null : _last;
        foreach (var (key, _) in _known.Where(one => ReferenceEquals(one.Value, bucket)).ToList())
            _known.Remove(key);
    }

    // The period in four characters, then each value with its length in front.
    private ReadOnlySpan<char> KeyOf(Headers headers, long period)
    {
        var length = 4;
        Room(length);
        for (var i = 0; i < 4; i++)
            _key[i] = (char)(period >> (16 * i));
        foreach (var name in _headers)
        {
            var value = headers[name];
            Room(length + 2 + (value?.Length ?? 0));
            _key[length++] = (char)((value?.Length ?? -1) & 0xFFFF);
            _key[length++] = (char)((value?.Length ?? -1) >> 16);
            value?.CopyTo(_key.AsSpan(length));
            length += value?.Length ?? 0;
        }
        return _key.AsSpan(0, length);
    }

    private static long Floor(long millis, long steady) => (millis >= 0 ? millis : millis - steady + 1) / steady;

    private void Room(int length)
    {
        if (length > _key.Length)
            Array.Resize(ref _key, length * 2);
    }
}
