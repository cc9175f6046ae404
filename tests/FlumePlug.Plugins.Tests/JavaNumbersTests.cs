using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

public sealed class JavaNumbersTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0012", -12)]
    [InlineData("+7", 7)]
    [InlineData(" \t5\u0001", 5)]
    [InlineData("2147483647", int.MaxValue)]
    public void A_whole_number_is_read_as_java_reads_it(string text, int value) =>
        Assert.Equal((true, value), (JavaNumbers.TryInt32(text, out var read), read));

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("1 000")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("1.0")]
    [InlineData("10L")]
    [InlineData("--1")]
    [InlineData("\u00A05")]
    [InlineData("5\0\0x")]
    [InlineData("2147483648")]
    public void What_java_refuses_is_no_whole_number(string text) => Assert.False(JavaNumbers.TryInt32(text, out _));

    [Theory]
    [InlineData("1", 1)]
    [InlineData(" .5 ", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("-1.5e3", -1500)]
    [InlineData("1.5f", 1.5)]
    [InlineData("2D", 2)]
    [InlineData("NaN", double.NaN)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("1e999", double.PositiveInfinity)]
    public void A_real_number_is_read_as_java_reads_it(string text, double value) =>
        Assert.Equal((true, value), (JavaNumbers.TryDouble(text, out var read), read));

    [Theory]
    [InlineData("")]
    [InlineData("f")]
    [InlineData("nan")]
    [InlineData("infinity")]
    [InlineData("1,5")]
    [InlineData("1e")]
    [InlineData("1ff")]
    public void What_java_refuses_is_no_real_number(string text) => Assert.False(JavaNumbers.TryDouble(text, out _));
}
