using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlumePlug.Sdk;

/// <summary>Takes datagrams from a socket. Not for concurrent calls.</summary>
/// <param name="socket">Blocks while there are none.</param>
/// <param name="takesMany">Whether one call takes all that are there (<c>recvmmsg(2)</c>), as Linux can, or one.</param>
internal sealed class DatagramReceiver(Socket socket, bool takesMany)
{
    /// <summary>The most datagrams of one call.</summary>
    public const int Most = 64;

    private const int LargestDatagram = 64 * 1024;
    private const int AddressLength = 32;
    private const int MostKnown = 1024;
    private const int WaitForOne = 0x10000;
    private const int Interrupted = 4;

    // The kernel writes into these.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Most * LargestDatagram, pinned: true);
    private readonly byte[] _addresses = GC.AllocateArray<byte>(Most * AddressLength, pinned: true);
    private readonly Piece[] _pieces = GC.AllocateArray<Piece>(Most, pinned: true);
    private readonly Message[] _messages = new Message[Most];

    private readonly IPEndPoint _any = new(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
    private readonly SocketAddress _one = new(socket.AddressFamily);
    private readonly Dictionary<Address, IPEndPoint> _known = [];
    private Address _lastAddress;
    private IPEndPoint? _last;

    /// <summary>A datagram of the last call.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(index * LargestDatagram, (int)_messages[index].Received);

    /// <summary>Waits for one at least and returns how many came; none: the socket was closed.</summary>
    /// <exception cref="SocketException">The socket was closed, or cannot receive.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public int Receive() => takesMany ? ReceiveMany() : ReceiveOne();

    /// <summary>Who sent a datagram of the last call; remembered, so that the same sender is the same object.</summary>
    public IPEndPoint SenderOf(int index)
    {
        var address = MemoryMarshal.Read<Address>(_addresses.AsSpan(index * AddressLength));
        if (_last is not null && address.Equals(_lastAddress))
            return _last;
        if (!_known.TryGetValue(address, out var sender))
        {
            if (_known.Count == MostKnown)
                _known.Clear();
            _addresses.AsSpan(index * AddressLength, _one.Size).CopyTo(_one.Buffer.Span);
            _known[address] = sender = (IPEndPoint)_any.Create(_one);
        }
        (_lastAddress, _last) = (address, sender);
        return sender;
    }

    private int ReceiveMany()
    {
        if (_pieces[0].Length == 0)
            PointAtMemory();
        foreach (ref var message in _messages.AsSpan())
            message.Header.AddressLength = AddressLength;
        while (true)
        {
            var count = ReceiveMany(socket.SafeHandle, _messages, Most, WaitForOne, 0);
            // What closes the socket wakes the call with an empty message from nobody.
            if (count >= 0)
                return count == 1 && _messages[0].Header.AddressLength == 0 ? 0 : count;
            if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
                throw new SocketException(error, Marshal.GetPInvokeErrorMessage(error));
        }
    }

    private int ReceiveOne()
    {
        _messages[0].Received = (uint)socket.ReceiveFrom(_bytes.AsSpan(0, LargestDatagram), SocketFlags.None, _one);
        _one.Buffer.Span[.._one.Size].CopyTo(_addresses);
        return 1;
    }

    private void PointAtMemory()
    {
        for (var i = 0; i < Most; i++)
        {
            _pieces[i] = new Piece { Start = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, i * LargestDatagram), Length = LargestDatagram };
            _messages[i].Header = new Header
            {
                Address = Marshal.UnsafeAddrOfPinnedArrayElement(_addresses, i * AddressLength),
                Pieces = Marshal.UnsafeAddrOfPinnedArrayElement(_pieces, i),
                PieceCount = 1,
            };
        }
    }

    [DllImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReceiveMany(SafeSocketHandle socket, [In, Out] Message[] messages, uint count, int flags, nint timeout);

    // struct iovec, and struct mmsghdr of recvmmsg(2).
    [StructLayout(LayoutKind.Sequential)]
    private struct Piece
    {
        public nint Start;
        public nint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public Header Header;
        public uint Received;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public nint Address;
        public uint AddressLength;
        public nint Pieces;
        public nint PieceCount;
        public nint Control;
        public nint ControlLength;
        public int Flags;
    }

    // A socket address as the kernel writes it, with zeros behind one that is shorter.
    [InlineArray(DatagramReceiver.AddressLength)]
    private struct Address : IEquatable<Address>
    {
        private byte _first;

        public readonly bool Equals(Address other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

        public override readonly bool Equals(object? other) => other is Address address && Equals(address);

        public override readonly int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(this);
            return hash.ToHashCode();
        }
    }
}
