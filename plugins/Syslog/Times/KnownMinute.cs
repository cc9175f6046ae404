namespace FlumePlug.Syslog.Times;

/// <summary>The minute read last, and when it was: messages come in the order of their times. One call at a time.</summary>
internal sealed class KnownMinute
{
    private readonly byte[] _text = new byte[32];
    private int _length;
    private int _zoneLength;
    private long? _millis;

    public bool TryFind(ReadOnlySpan<byte> minute, ReadOnlySpan<byte> zone, out long? millis)
    {
        millis = _millis;
        return _length == minute.Length && _zoneLength == zone.Length
            && minute.SequenceEqual(_text.AsSpan(0, _length)) && zone.SequenceEqual(_text.AsSpan(_length, _zoneLength));
    }

    public long? Remember(ReadOnlySpan<byte> minute, ReadOnlySpan<byte> zone, long? millis)
    {
        if (minute.Length + zone.Length > _text.Length)
            return millis;
        minute.CopyTo(_text);
        zone.CopyTo(_text.AsSpan(minute.Length));
        (_length, _zoneLength, _millis) = (minute.Length, zone.Length, millis);
        return millis;
    }

    public void Forget() => _length = 0;
}
