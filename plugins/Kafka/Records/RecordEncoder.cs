using System.Globalization;
using System.Text;
using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Native;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka.Records;

/// <summary>Makes records of events as Flume's sink and channel do. One call at a time; a record is valid until the next one.</summary>
/// <param name="flumeFormat">Whether the value is the whole event instead of its body.</param>
/// <param name="partitionHeader">The header that names the partition, or null.</param>
/// <param name="defaultPartition">The partition of events without it, or null.</param>
/// <param name="recordHeaders">Headers of an event that become headers of its record, under the names given.</param>
internal sealed unsafe class RecordEncoder(
    bool flumeFormat, string? partitionHeader, int? defaultPartition, IReadOnlyDictionary<string, string> recordHeaders)
{
    private const string KeyHeader = "key";

    private readonly FlumeRecord _flumeRecord = new();
    private readonly (string Name, byte[] RecordName)[] _headers =
        [.. recordHeaders.Select(header => (header.Key, Pinned(Encoding.UTF8.GetBytes(header.Value + '\0'))))];
    private readonly ProduceArgument[] _arguments = new ProduceArgument[RecordView.MostHeaders];
    private byte[] _scratch = Pinned(new byte[1024]);

    /// <summary>The partition that an event names; false: it names none that could be.</summary>
    public bool TryGetPartition(Headers headers, out int partition)
    {
        partition = defaultPartition ?? Librdkafka.AnyPartition;
        return partitionHeader is null || headers[partitionHeader] is not { } text
            || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out partition) && partition >= 0;
    }

    /// <summary>An event's record.</summary>
    public RecordView Encode(in Event encoded, string topic, int partition, long timestamp)
    {
        var headers = encoded.Headers;
        var key = headers[KeyHeader];
        Reserve(headers, key);
        var used = key is null ? 0 : Encoding.UTF8.GetBytes(key, _scratch);
        var keyBytes = _scratch.AsSpan(0, used);
        var count = 0;
        foreach (var (name, recordName) in _headers)
        {
            if (headers[name] is not { } value)
                continue;
            var size = Encoding.UTF8.GetBytes(value, _scratch.AsSpan(used));
            _arguments[count++] = ProduceArgument.Header(At(recordName, 0), At(_scratch, used), size);
            used += size;
        }
        return new RecordView
        {
            Topic = topic,
            Partition = partition,
            HasKey = key is not null,
            Key = keyBytes,
            Value = flumeFormat ? _flumeRecord.Write(encoded) : encoded.Body.Span,
            Timestamp = timestamp,
            Headers = _arguments.AsSpan(0, count),
        };
    }

    // Pointers into the scratch stay right: it is pinned, and large enough before the first is taken.
    private void Reserve(Headers headers, string? key)
    {
        var most = 3L * (key?.Length ?? 0) + 1;
        foreach (var (name, _) in _headers)
            most += 3L * (headers[name]?.Length ?? 0);
        if (most > _scratch.Length)
            _scratch = Pinned(new byte[Math.Max(most, 2L * _scratch.Length)]);
    }

    private static byte* At(byte[] pinned, int offset) => (byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(pinned, offset);

    private static byte[] Pinned(byte[] bytes)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned, 0);
        return pinned;
    }
}
