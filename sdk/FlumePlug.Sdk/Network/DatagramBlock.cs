using System.Net;

namespace FlumePlug.Sdk;

/// <summary>Datagrams in the order in which they came. Whoever is given one uses it until it returns, and keeps nothing of it.</summary>
public sealed class DatagramBlock
{
    private const int MostBytes = 256 * 1024;
    private const int MostDatagrams = 1024;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(MostBytes);
    private readonly int[] _ends = new int[MostDatagrams + 1];
    private readonly IPEndPoint[] _senders = new IPEndPoint[MostDatagrams];

    internal DatagramBlock()
    {
    }

    /// <summary>How many datagrams there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a datagram.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_ends[index].._ends[index + 1]);

    /// <summary>Who sent a datagram: the same object for the same sender, as long as it is remembered.</summary>
    public IPEndPoint SenderOf(int index) => _senders[index];

    /// <summary>False: there is no room.</summary>
    internal bool TryAdd(ReadOnlySpan<byte> datagram, IPEndPoint sender)
    {
        var start = _ends[Count];
        if (Count == MostDatagrams || !datagram.TryCopyTo(_bytes.AsSpan(start)))
            return false;
        _senders[Count++] = sender;
        _ends[Count] = start + datagram.Length;
        return true;
    }

    internal void Clear() => Count = 0;
}
