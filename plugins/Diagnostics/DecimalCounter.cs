using System.Buffers.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Diagnostics;

/// <summary>Writes consecutive numbers as event bodies, counting in the digits themselves: cheaper than formatting each.</summary>
internal sealed class DecimalCounter
{
    private const int MostDigits = 19;
    private const int MostInChunk = 1024;

    private readonly byte[] _digits = new byte[MostDigits + 1];
    private int _length;
    private long _next = -1;

    /// <summary>The next body is this number.</summary>
    public void Continue(long number)
    {
        if (number == _next)
            return;
        Utf8Formatter.TryFormat(number, _digits, out _length);
        _next = number;
    }

    /// <summary>Adds the next numbers to the batch.</summary>
    public void Write(EventBatch batch, int count)
    {
        for (var left = count; left > 0; left -= MostInChunk)
            WriteChunk(batch, Math.Min(left, MostInChunk));
    }

    private void WriteChunk(EventBatch batch, int count)
    {
        var memory = batch.Rent(count * LengthOf(_next + count - 1));
        var bytes = memory.Span;
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            _digits.AsSpan(0, _length).CopyTo(bytes[used..]);
            batch.Add(Headers.Empty, memory.Slice(used, _length));
            used += _length;
            Increment();
        }
        batch.GiveBack(bytes.Length - used);
        _next += count;
    }

    private static int LengthOf(long number)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return length;
    }

    private void Increment()
    {
        var position = _length - 1;
        while (position >= 0 && _digits[position] == '9')
            _digits[position--] = (byte)'0';
        if (position >= 0)
        {
            _digits[position]++;
            return;
        }
        _digits[0] = (byte)'1';
        _digits[_length++] = (byte)'0';
    }
}
