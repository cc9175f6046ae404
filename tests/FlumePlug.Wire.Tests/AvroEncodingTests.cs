using System.Buffers;
using FlumePlug.Wire.Avro;

namespace FlumePlug.Wire.Tests;

public sealed class AvroEncodingTests
{
    // From Avro's specification, and the ends of the range.
    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(-64, "7F")]
    [InlineData(64, "8001")]
    [InlineData(int.MaxValue, "FEFFFFFF0F")]
    [InlineData(long.MaxValue, "FEFFFFFFFFFFFFFFFF01")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF01")]
    public void Numbers_are_zigzag_varints(long value, string bytes)
    {
        Span<byte> written = stackalloc byte[AvroWriter.MostLongBytes];
        var length = AvroWriter.WriteLong(written, value);
        Assert.Equal(bytes, Convert.ToHexString(written[..length]));
        Assert.Equal(length, AvroWriter.SizeOfLong(value));
        var reader = new AvroReader(written[..length]);
        Assert.Equal(value, reader.ReadLong());
        Assert.Equal(length, reader.Position);
    }

    [Fact]
    public void Sizes_of_numbers_are_right_at_every_border()
    {
        Span<byte> written = stackalloc byte[AvroWriter.MostLongBytes];
        for (var bits = 0; bits < 63; bits++)
            foreach (var value in new[] { (1L << bits) - 1, 1L << bits, -(1L << bits), -(1L << bits) - 1 })
                Assert.Equal(AvroWriter.WriteLong(written, value), AvroWriter.SizeOfLong(value));
    }

    [Theory]
    [InlineData("80808080808080808080")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF01")]
    public void A_number_of_more_than_ten_bytes_is_refused_or_awaited(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        if (bytes.Length == 10)
            Assert.False(new AvroReader(bytes).TryReadLong(out _));
        else
            Assert.Throws<WireFormatException>(() => new AvroReader(bytes).TryReadLong(out _));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("FFFFFFFFFFFFFFFFFF01")]
    public void A_negative_length_is_refused(string hex) =>
        Assert.Throws<WireFormatException>(() => new AvroReader(Convert.FromHexString(hex)).TryReadBytes(out _));

    [Fact]
    public void A_length_of_more_bytes_than_are_there_is_awaited_and_nothing_is_read()
    {
        var reader = new AvroReader([6, (byte)'a', (byte)'b']);
        Assert.False(reader.TryReadBytes(out _));
        Assert.Equal(0, reader.Position);
        Assert.Throws<WireFormatException>(() => new AvroReader([6, (byte)'a', (byte)'b']).ReadBytes());
    }

    [Fact]
    public void A_length_above_the_limit_is_refused_before_it_is_there() =>
        Assert.Throws<WireFormatException>(() => new AvroReader([200, 1]).TryReadBytes(out _, most: 99));

    [Fact]
    public void A_block_with_a_size_counts_like_one_without()
    {
        var reader = new AvroReader([3, 8, 5]);
        Assert.Equal(2, reader.ReadBlockCount());
        Assert.Equal(2, reader.Position);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFF0100")] // a count that has no positive form
    [InlineData("0301")] // a negative size
    public void A_block_that_cannot_be_is_refused(string hex) =>
        Assert.Throws<WireFormatException>(() => new AvroReader(Convert.FromHexString(hex)).TryReadBlockCount(out _));

    [Fact]
    public void Strings_are_written_as_utf8()
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.WriteString("ä€😀");
        writer.WriteString("");
        Assert.Equal("12C3A4E282ACF09F988000", Convert.ToHexString(writer.WrittenSpan));
    }
}
