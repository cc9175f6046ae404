using System.Buffers.Binary;
using FlumePlug.Hdfs.Files;
using FlumePlug.Hdfs.Naming;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Formats;

/// <summary>A SequenceFile without compression: the lengths of record and key, the key, which is the event's time, and the value.</summary>
internal sealed class SequenceFileFormat : IFileFormat
{
    // Hadoop 3 puts a marker where so many bytes have none.
    private const int MarkerInterval = 5 * 1024 * 20;
    private const int KeyLength = 8;
    private const int LengthsAndKey = 4 + 4 + KeyLength;

    private readonly SequenceFileHeader _header;
    private readonly SequenceValue _value;
    private readonly EventTimes _times;
    private readonly AppendBuffer _target;
    private long _sinceMarker;

    public SequenceFileFormat(SequenceValue value, EventTimes times, AppendBuffer target)
    {
        (_header, _value, _times, _target) = (new(value, codec: null), value, times, target);
        _header.Write(target);
    }

    public void Write(EventBatch batch)
    {
        var now = _times.Now;
        foreach (ref readonly var written in batch.Events)
        {
            if (_sinceMarker >= MarkerInterval)
                WriteMarker();
            var body = written.Body.Span;
            var record = _target.GetSpan(LengthsAndKey + HadoopText.MostVintBytes + body.Length);
            var length = _value.WriteLength(record[LengthsAndKey..], body.Length) + body.Length;
            BinaryPrimitives.WriteInt32BigEndian(record, KeyLength + length);
            BinaryPrimitives.WriteInt32BigEndian(record[4..], KeyLength);
            BinaryPrimitives.WriteInt64BigEndian(record[8..], _times.KeyOf(written.Headers, now));
            body.CopyTo(record[(LengthsAndKey + length - body.Length)..]);
            _target.Advance(LengthsAndKey + length);
            _sinceMarker += LengthsAndKey + length;
        }
    }

    public void End(bool closing)
    {
        if (_sinceMarker > 0)
            WriteMarker();
    }

    private void WriteMarker()
    {
        _header.WriteMarker(_target);
        _sinceMarker = 0;
    }
}
