using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using FlumePlug.Sdk;

namespace FlumePlug.Exec;

/// <summary>Makes the lines of a command's output events: text as Java reads it, its bytes in the same charset again.</summary>
internal sealed class LineReader(Charset charset, ComponentContext context)
{
    private const int BlockSize = 64 * 1024;
    private const int LongestLine = 64 * 1024 * 1024;

    private readonly TextBuffer _text = new(BlockSize, LongestLine);
    private readonly CharsetDecoder? _decoder = charset.IsUtf8 ? null : charset.CreateDecoder(replaceMalformed: true);
    private readonly byte[] _raw = charset.IsUtf8 ? [] : new byte[BlockSize];
    private readonly ArrayBufferWriter<byte> _repaired = new();
    private LineEnds _ends;
    private int _position;
    private bool _isValid;
    private bool _isAtEnd;
    private bool _hasLines;
    private bool _isDropping;

    /// <summary>Reads what there is; false at the end, when the last line may still be taken.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(RunningCommand command, CancellationToken cancellationToken)
    {
        _text.Consume(_position);
        _position = 0;
        if (_text.IsFull || _isDropping)
            Drop();
        var searched = _text.Text.Length;
        var read = await command.ReadAsync(_decoder is null ? _text.GetMemory() : _raw, cancellationToken);
        _isAtEnd = read == 0;
        if (_decoder is null)
            _text.Advance(read);
        else
            _decoder.Decode(_raw.AsSpan(0, read), _isAtEnd, _text);
        Judge(searched);
        return !_isAtEnd;
    }

    /// <summary>Adds whole lines to a batch until it has so many; false: there are no more.</summary>
    public bool Fill(EventBatch batch, int most)
    {
        if (!_hasLines)
            return false;
        var text = _text.Text[_position..];
        while (batch.Count < most)
        {
            var hasLine = _ends.TryTake(ref text, out var line);
            if (!hasLine && _isAtEnd && !text.IsEmpty)
            {
                line = text;
                text = default;
                hasLine = true;
            }
            _position = _text.Text.Length - text.Length;
            if (!hasLine)
                return false;
            if (!_isDropping)
                Add(batch, line);
            _isDropping = false;
        }
        return true;
    }

    // What follows, up to the line's end, goes the same way.
    private void Drop()
    {
        if (!_isDropping)
        {
            context.Counters[CounterNames.EventReadFail].Increment();
            context.Problems.Report($"A line of more than {LongestLine} bytes was dropped.");
        }
        _isDropping = true;
        _text.Clear();
    }

    // Checked once per read, up to the last line's end; only when that fails line by line.
    private void Judge(int searched)
    {
        var text = _text.Text;
        var whole = _isAtEnd ? text.Length : searched + text[searched..].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        _hasLines = _isAtEnd || whole > searched;
        _isValid = !_hasLines || _decoder is not null || Utf8.IsValid(text[..whole]);
    }

    private void Add(EventBatch batch, ReadOnlySpan<byte> line)
    {
        if (!_isValid && !Utf8.IsValid(line))
        {
            _repaired.ResetWrittenCount();
            Utf8Repair.Write(line, _repaired);
            line = _repaired.WrittenSpan;
        }
        if (_decoder is null)
            batch.AddCopy(Headers.Empty, line);
        else
            batch.AddCopy(Headers.Empty, [.. charset.Mark.Span, .. charset.Encode(Encoding.UTF8.GetString(line))]);
    }
}
