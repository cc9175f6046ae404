using System.Globalization;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Which event of which put: what a workload writes into bodies.</summary>
internal readonly record struct TakenEvent(int Put, int Index) : IComparable<TakenEvent>
{
    public static Headers HeadersOf(int put) => Headers.Empty.With("put", (put % 2).ToString(CultureInfo.InvariantCulture));

    public byte[] Body(int size) => Encoding.UTF8.GetBytes($"{Put}/{Index}/".PadRight(size, 'x'));

    public static List<TakenEvent> AllOf(EventBatch batch) => [.. KeptEvent.AllOf(batch).Select(kept => Of(kept.Text))];

    public int CompareTo(TakenEvent other) => (Put, Index).CompareTo((other.Put, other.Index));

    private static TakenEvent Of(string text)
    {
        var parts = text.Split('/');
        return new(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
