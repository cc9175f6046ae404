using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.MemoryChannel;

/// <summary>Flume's accounting of body bytes: slots of 100 bytes, at least one an event; headers are not counted.</summary>
internal static class BodySlots
{
    public const int SlotSize = 100;

    /// <summary>What Flume uses when the byte capacity comes to less than one slot, or to more than it can count.</summary>
    public const long Unlimited = int.MaxValue;

    public static long Of(MemoryChannelOptions options)
    {
        var bytes = options.ByteCapacity ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 0.8);
        var slots = bytes * (1 - options.ByteCapacityBufferPercentage * 0.01) / SlotSize;
        return slots is < 1 or > Unlimited ? Unlimited : (long)slots;
    }

    /// <summary>The bytes of slots as Flume's messages show them: Java's text of a double, <c>400.0</c> or <c>1.6E9</c>.</summary>
    public static string BytesInJavaForm(long slots)
    {
        var bytes = (double)slots * SlotSize;
        if (bytes < 1e7)
            return bytes.ToString("0.0", CultureInfo.InvariantCulture);
        var digits = bytes.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(digits.AsSpan(digits.IndexOf('E') + 1), CultureInfo.InvariantCulture);
        return (bytes / Math.Pow(10, exponent)).ToString("0.0###############", CultureInfo.InvariantCulture)
            + "E" + exponent.ToString(CultureInfo.InvariantCulture);
    }

    public static long Of(in Event counted) => (Math.Max(counted.Body.Length, 1) + SlotSize - 1) / SlotSize;

    public static long Of(ReadOnlySpan<Event> events)
    {
        long slots = 0;
        foreach (ref readonly var counted in events)
            slots += Of(counted);
        return slots;
    }

    /// <summary>How many events from the front fit into the room.</summary>
    public static int Fitting(ReadOnlySpan<Event> events, long room, out long slots)
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
