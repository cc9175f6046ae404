using System.Buffers;
using System.Buffers.Binary;
using FlumePlug.Hdfs.Codecs;
using FlumePlug.Hdfs.Files;
using FlumePlug.Hdfs.Naming;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Formats;

/// <summary>
/// A SequenceFile compressed by blocks: a marker, the number of records, and their key lengths, keys, value lengths and values,
/// each compressed by itself with its length in front.
/// </summary>
internal sealed class BlockSequenceFileFormat : IFileFormat
{
    // io.seqfile.compress.blocksize.
    private const int BlockSize = 1_000_000;
    private const int KeyLength = 8;

    private readonly SequenceFileHeader _header;
    private readonly SequenceValue _value;
    private readonly Codec _codec;
    private readonly EventTimes _times;
    private readonly AppendBuffer _target;
    private readonly AppendBuffer _keyLengths = new();
    private readonly AppendBuffer _keys = new();
    private readonly AppendBuffer _valueLengths = new();
    private readonly AppendBuffer _values = new();
    private readonly AppendBuffer _packed = new();
    private int _records;

    public BlockSequenceFileFormat(SequenceValue value, Codec codec, EventTimes times, AppendBuffer target)
    {
        (_header, _value, _codec, _times, _target) = (new(value, codec), value, codec, times, target);
        _header.Write(target);
    }

    public void Write(EventBatch batch)
    {
        var now = _times.Now;
        foreach (ref readonly var written in batch.Events)
        {
            var body = written.Body.Span;
            var value = _values.GetSpan(HadoopText.MostVintBytes + body.Length);
            var length = _value.WriteLength(value, body.Length);
            body.CopyTo(value[length..]);
            _values.Advance(length + body.Length);
            _valueLengths.WriteVint(length + body.Length);
            BinaryPrimitives.WriteInt64BigEndian(_keys.GetSpan(KeyLength), _times.KeyOf(written.Headers, now));
            _keys.Advance(KeyLength);
            _keyLengths.WriteVint(KeyLength);
            _records++;
            if (_keys.Length + _values.Length >= BlockSize)
                End(closing: false);
        }
    }

    public void End(bool closing)
    {
        if (_records == 0)
            return;
        _header.WriteMarker(_target);
        _target.WriteVint(_records);
        foreach (var part in new[] { _keyLengths, _keys, _valueLengths, _values })
            WritePacked(part);
        _records = 0;
    }

    private void WritePacked(AppendBuffer part)
    {
        using (var packing = _codec.Begin(new BufferStream(_packed)))
            foreach (var piece in part.Pieces)
                packing.Write(piece.Span);
        _target.WriteVint(_packed.Length);
        foreach (var piece in _packed.Pieces)
            _target.Write(piece.Span);
        _packed.Clear();
        part.Clear();
    }
}
