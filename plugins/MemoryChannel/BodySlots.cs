using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>Flume's accounting of body bytes: slots of a size, at least one an event; headers are not counted.</summary>
/// <param name="Size">The bytes of a slot.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct BodySlots(int Size, long Count)
{
    private const int UsualSize = 100;

    /// <summary>What Flume uses when the byte capacity comes to less than one slot, or to more than it can count.</summary>
    private const long Most = int.MaxValue;

    public static BodySlots Unlimited { get; } = new(UsualSize, Most);

    /// <summary>The slots of a byte capacity, by default 80 % of the memory there is, less the share left for headers.</summary>
    public static BodySlots Of(long? byteCapacity, int bufferPercentage, int size = UsualSize)
    {
        var bytes = byteCapacity ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 0.8);
        var slots = bytes * (1 - bufferPercentage * 0.01) / size;
        return new(size, slots is < 1 or > Most ? Most : (long)slots);
    }

    /// <summary>The bytes of slots as Flume's messages show them: Java's text of a double, <c>400.0</c> or <c>1.6E9</c>.</summary>
    public string BytesInJavaForm()
    {
        var bytes = (double)Count * Size;
        if (bytes < 1e7)
            return bytes.ToString("0.0", CultureInfo.InvariantCulture);
        var digits = bytes.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(digits.AsSpan(digits.IndexOf('E') + 1), CultureInfo.InvariantCulture);
        return (bytes / Math.Pow(10, exponent)).ToString("0.0###############", CultureInfo.InvariantCulture)
            + "E" + exponent.ToString(CultureInfo.InvariantCulture);
    }

    // Most bodies fit into one slot, and a division for every event shows.
    public long Of(in Event counted) => counted.Body.Length <= Size ? 1 : ((long)counted.Body.Length + Size - 1) / Size;

    public long Of(ReadOnlySpan<Event> events)
    {
        long slots = 0;
        foreach (ref readonly var counted in events)
            slots += Of(counted);
        return slots;
    }

    /// <summary>How many events from the front fit into the room.</summary>
    public int Fitting(ReadOnlySpan<Event> events, long room, out long slots)
    {
        slots = 0;
        for (var i = 0; i < events.Length; i++)
        {
            var next = slots + Of(events[i]);
            if (next > room)
                return i;
            slots = next;
        }
        return events.Length;
    }
}
