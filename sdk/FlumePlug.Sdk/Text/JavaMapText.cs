using System.Buffers;
using System.Text;

namespace FlumePlug.Sdk.Text;

/// <summary>
/// The text of a java.util.HashMap of strings, <c>{a=1, b=2}</c>, in the order in which Java's HashMap gives its entries.
/// Static and safe for any number of threads; allocates nothing for up to 64 entries.
/// </summary>
/// <remarks>
/// The order depends on the table's size, thus on how the map came to be: entries put one by one into <c>new HashMap()</c>
/// (the default here), or copied by <c>new HashMap(map)</c>: then pass <see cref="CopyCapacity"/>. Nine and more keys of
/// one bucket in a table of 64 and more, where Java goes over to a tree, are given in the order they were put.
/// </remarks>
public static class JavaMapText
{
    /// <summary>The table size of <c>new HashMap()</c>.</summary>
    public const int DefaultCapacity = 16;

    // Java's HashMap: a bucket that gets its ninth entry doubles a table below 64.
    private const int CrowdedBucket = 9;
    private const int SmallestTreeTable = 64;
    private const int OnStack = 64;

    // As String.getBytes does: a half of a surrogate pair becomes a question mark.
    private static readonly Encoding Utf8 =
        Encoding.GetEncoding("utf-8", new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD"));

    /// <summary>The table size of <c>new HashMap(map)</c> for a map of so many entries (Java 8 to 18).</summary>
    public static int CopyCapacity(int count)
        => count == 0 ? DefaultCapacity : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(count / 0.75f + 1f));

    /// <summary>Java's <c>String.hashCode()</c>.</summary>
    public static int HashCode(ReadOnlySpan<char> text)
    {
        var hash = 0;
        foreach (var unit in text)
            hash = unchecked(hash * 31 + unit);
        return hash;
    }

    /// <summary>Appends the text of a map.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="pairs">Different names and their values, in the order they were put.</param>
    /// <param name="capacity">The size of the table before the first put.</param>
    public static void Append(
        StringBuilder text, ReadOnlySpan<KeyValuePair<string, string>> pairs, int capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<int> order = pairs.Length <= OnStack ? stackalloc int[pairs.Length] : new int[pairs.Length];
        Order(pairs, order, capacity);
        text.Append('{');
        for (var i = 0; i < order.Length; i++)
        {
            var (name, value) = pairs[order[i]];
            text.Append(i > 0 ? ", " : "").Append(name).Append('=').Append(value ?? "null");
        }

        text.Append('}');
    }

    /// <summary>Writes the text of a map in UTF-8. <inheritdoc cref="Append" path="/param"/></summary>
    public static void Write(
        IBufferWriter<byte> writer, ReadOnlySpan<KeyValuePair<string, string>> pairs, int capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<int> order = pairs.Length <= OnStack ? stackalloc int[pairs.Length] : new int[pairs.Length];
        Order(pairs, order, capacity);
        writer.Write("{"u8);
        for (var i = 0; i < order.Length; i++)
        {
            var (name, value) = pairs[order[i]];
            if (i > 0)
                writer.Write(", "u8);
            WriteText(writer, name);
            writer.Write("="u8);
            WriteText(writer, value ?? "null");
        }

        writer.Write("}"u8);
    }

    /// <summary>Fills <paramref name="order"/> with the positions of the pairs in the order of Java's HashMap.</summary>
    /// <param name="pairs">Different names and their values, in the order they were put.</param>
    /// <param name="order">As long as <paramref name="pairs"/>.</param>
    /// <param name="capacity">The size of the table before the first put, a power of two.</param>
    public static void Order(
        ReadOnlySpan<KeyValuePair<string, string>> pairs, Span<int> order, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(order.Length, pairs.Length);
        Span<int> hashes = pairs.Length <= OnStack ? stackalloc int[pairs.Length] : new int[pairs.Length];
        var table = capacity;
        for (var i = 0; i < pairs.Length; i++)
        {
            var hash = HashCode(pairs[i].Key);
            hashes[i] = hash ^ (int)((uint)hash >> 16);
            if (table < SmallestTreeTable && i >= CrowdedBucket - 1 && IsCrowded(hashes[..(i + 1)], table - 1))
                table *= 2;
            if (i + 1 > table * 0.75f)
                table *= 2;
        }

        // Buckets in a row; within one, in the order of the puts, which resizing keeps.
        for (var i = 0; i < order.Length; i++)
        {
            var at = i;
            for (; at > 0 && (hashes[order[at - 1]] & (table - 1)) > (hashes[i] & (table - 1)); at--)
                order[at] = order[at - 1];
            order[at] = i;
        }
    }

    private static bool IsCrowded(ReadOnlySpan<int> hashes, int mask)
    {
        var bucket = hashes[^1] & mask;
        var entries = 0;
        foreach (var hash in hashes)
            entries += (hash & mask) == bucket ? 1 : 0;
        return entries >= CrowdedBucket;
    }

    private static void WriteText(IBufferWriter<byte> writer, string text)
    {
        var bytes = writer.GetSpan(Utf8.GetMaxByteCount(text.Length));
        writer.Advance(Utf8.GetBytes(text, bytes));
    }
}
