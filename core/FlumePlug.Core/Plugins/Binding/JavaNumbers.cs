using System.Buffers;
using System.Globalization;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Plugins;

/// <summary>Numbers as Java's <c>parseInt</c>, <c>parseLong</c> and <c>parseDouble</c> read them after a trim.</summary>
internal static class JavaNumbers
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> RealCharacters = SearchValues.Create("0123456789.eE+-");

    public static bool TryInt32(string text, out int value)
    {
        value = 0;
        var number = JavaText.Trim(text);
        return IsInteger(number) && int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryInt64(string text, out long value)
    {
        value = 0;
        var number = JavaText.Trim(text);
        return IsInteger(number) && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryDouble(string text, out double value)
    {
        var number = JavaText.Trim(text);
        var unsigned = number.Length > 0 && number[0] is '+' or '-' ? number[1..] : number;
        if (unsigned is "NaN" or "Infinity")
        {
            value = unsigned == "NaN" ? double.NaN : number[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (unsigned.Length > 1 && unsigned[^1] is 'd' or 'D' or 'f' or 'F')
            (number, unsigned) = (number[..^1], unsigned[..^1]);
        value = 0;
        return unsigned.Length > 0 && unsigned.AsSpan().IndexOfAnyExcept(RealCharacters) < 0
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static bool IsInteger(string text)
    {
        var digits = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        return digits.Length > 0 && digits.IndexOfAnyExcept(Digits) < 0;
    }
}
