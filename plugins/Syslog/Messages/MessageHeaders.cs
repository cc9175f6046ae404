using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Messages;

/// <summary>
/// The headers of events. The same fields give the same object: senders repeat themselves, in one millisecond at least. One call at
/// a time.
/// </summary>
internal sealed class MessageHeaders(Dialect dialect)
{
    private const string StatusHeader = "flume.syslog.status";
    private const int Slots = 4096;
    private const int LongestKey = 96;
    private const int MostNumbers = 1024;

    private static readonly string[] Numbers = [.. Enumerable.Range(0, MostNumbers).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    private readonly Known[] _known = new Known[Slots];
    private readonly Known[] _hosts = new Known[64];
    private KeyValuePair<string, string>[] _pairs = new KeyValuePair<string, string>[8];
    private int _count;
    private long _lastMillis;
    private string _lastMillisText = "0";

    /// <summary>The headers of a message that was read.</summary>
    /// <param name="extra">The headers of its connection; the same object for the same ones.</param>
    public Headers Of(MessageKind kind, ReadOnlySpan<byte> message, in MessageParts parts, bool isCut, Headers extra)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        if (!TryKey(kind, message, parts, isCut, ref key))
            return Make(kind, message, parts, isCut, extra);
        ref var slot = ref _known[Hash(key) % Slots];
        if (ReferenceEquals(slot.Extra, extra) && key.SequenceEqual(slot.Key))
            return (Headers)slot.Value;
        var made = Make(kind, message, parts, isCut, extra);
        slot = new Known(key.ToArray(), extra, made);
        return made;
    }

    /// <summary>The headers of a message that a custom format read.</summary>
    public Headers Of(int priority, CustomFields fields, bool isCut, Headers extra)
    {
        Begin(extra);
        AddNumbers(priority);
        AddGiven(dialect.PriorityHeader, fields.Priority);
        AddGiven(dialect.VersionHeader, fields.Version);
        AddGiven("timestamp", fields.Millis);
        AddGiven("host", fields.Host);
        return End(isCut ? "Incomplete" : null, extra);
    }

    private static bool TryKey(MessageKind kind, ReadOnlySpan<byte> message, in MessageParts parts, bool isCut, ref Span<byte> key)
    {
        key[0] = (byte)(((int)kind << 2) | (isCut ? 2 : 0) | (parts.Millis is null ? 0 : 1));
        var length = 1;
        if (kind != MessageKind.Invalid)
        {
            MemoryMarshal.Write(key[length..], parts.Millis.GetValueOrDefault());
            length += sizeof(long);
            if (!TryAdd(parts.Priority.Of(message), key, ref length) || !TryAdd(parts.Version.Of(message), key, ref length)
                || !TryAdd(parts.Host.Of(message), key, ref length))
                return false;
        }
        key = key[..length];
        return true;
    }

    private static bool TryAdd(ReadOnlySpan<byte> field, Span<byte> key, ref int length)
    {
        if (field.Length >= key.Length - length)
            return false;
        key[length++] = (byte)field.Length;
        field.CopyTo(key[length..]);
        length += field.Length;
        return true;
    }

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        var hash = (uint)key.Length;
        for (; key.Length >= sizeof(ulong); key = key[sizeof(ulong)..])
            hash = BitOperations.Crc32C(hash, MemoryMarshal.Read<ulong>(key));
        foreach (var one in key)
            hash = BitOperations.Crc32C(hash, one);
        return hash;
    }

    private Headers Make(MessageKind kind, ReadOnlySpan<byte> message, in MessageParts parts, bool isCut, Headers extra)
    {
        Begin(extra);
        if (kind != MessageKind.Invalid || dialect.NumbersInvalid)
            AddNumbers(parts.PriorityValue);
        if (kind == MessageKind.Parsed)
        {
            Add(dialect.PriorityHeader, parts.Priority.Length == Digits(parts.PriorityValue)
                ? Number(parts.PriorityValue) : Encoding.UTF8.GetString(parts.Priority.Of(message)));
            if (!parts.Version.IsEmpty)
                Add(dialect.VersionHeader, Number(parts.Version.Of(message)[0] - '0'));
            if (parts.Millis is { } millis)
                Add("timestamp", TimeText(millis));
            if (!parts.Host.IsEmpty)
                Add("host", HostText(parts.Host.Of(message)));
        }
        return End(kind == MessageKind.Invalid ? "Invalid" : isCut ? "Incomplete" : null, extra);
    }

    private void Begin(Headers extra)
    {
        _count = 0;
        if (_pairs.Length < extra.Count + 8)
            _pairs = new KeyValuePair<string, string>[extra.Count + 8];
    }

    private Headers End(string? status, Headers extra)
    {
        if (status is not null)
            Add(StatusHeader, status);
        foreach (var (name, value) in extra.AsSpan())
            Add(name, value);
        return Headers.From(_pairs.AsSpan(0, _count));
    }

    private void AddNumbers(int priority)
    {
        Add("Facility", Number(priority / 8));
        Add("Severity", Number(priority % 8));
    }

    private void AddGiven(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            Add(name, value);
    }

    private void Add(string name, string value) => _pairs[_count++] = new(name, value);

    private static int Digits(int number) => number switch
    {
        < 0 => -1,
        < 10 => 1,
        < 100 => 2,
        < 1000 => 3,
        _ => -1,
    };

    private static string Number(int number) =>
        (uint)number < MostNumbers ? Numbers[number] : number.ToString(CultureInfo.InvariantCulture);

    private string TimeText(long millis)
    {
        if (millis != _lastMillis)
            (_lastMillis, _lastMillisText) = (millis, millis.ToString(CultureInfo.InvariantCulture));
        return _lastMillisText;
    }

    private string HostText(ReadOnlySpan<byte> host)
    {
        ref var slot = ref _hosts[Hash(host) % (uint)_hosts.Length];
        if (!host.SequenceEqual(slot.Key))
            slot = new Known(host.ToArray(), null, Encoding.UTF8.GetString(host));
        return (string)slot.Value;
    }

    private readonly record struct Known(byte[]? Key, Headers? Extra, object Value);
}
