namespace FlumePlug.Syslog.Times;

/// <summary>Fractions of a second.</summary>
internal static class Fractions
{
    /// <summary>The whole milliseconds of the digits behind the point.</summary>
    public static int Millis(ReadOnlySpan<byte> digits)
    {
        var millis = 0;
        for (var i = 0; i < 3; i++)
            millis = (millis * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        return millis;
    }
}
