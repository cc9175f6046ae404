using System.Numerics;
using System.Runtime.InteropServices;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Messages;

/// <summary>
/// Finds the headers of a message by the bytes it begins with, without reading it: senders repeat themselves. Remembers without
/// allocating once it is warm. One call at a time.
/// </summary>
internal sealed class KnownHeaders
{
    private const int Sets = 512;
    private const int Ways = 4;
    private const int ShortestHashed = 8;
    private const int LongestKnown = 256;

    private readonly Known[] _known = new Known[Sets * Ways];
    private readonly byte[] _next = new byte[Sets];
    // So many bytes belong to the header of every message: the hash must not see what follows.
    private int _hashed = LongestKnown;

    /// <summary>Finds the headers and how many bytes they were read from; 0: they are not known.</summary>
    public int Find(ReadOnlySpan<byte> message, Headers extra, out Headers headers)
    {
        if (message.Length > _hashed)
        {
            var first = SetOf(message) * Ways;
            foreach (ref var known in _known.AsSpan(first, Ways))
            {
                if (known.Length == 0 || !ReferenceEquals(known.Extra, extra) || message.Length <= known.Length
                    || !message.StartsWith(known.Bytes.AsSpan(0, known.Length)))
                    continue;
                headers = known.Headers;
                return known.Length;
            }
        }
        headers = Headers.Empty;
        return 0;
    }

    /// <summary>Remembers the headers that these bytes mean at the start of any message of a connection.</summary>
    public void Remember(ReadOnlySpan<byte> header, Headers headers, Headers extra)
    {
        if (header.Length is < ShortestHashed or > LongestKnown)
            return;
        _hashed = Math.Min(_hashed, header.Length);
        var set = SetOf(header);
        ref var slot = ref _known[(set * Ways) + (_next[set]++ % Ways)];
        var bytes = slot.Bytes is { } before && before.Length >= header.Length ? before : new byte[Math.Max(64, header.Length)];
        header.CopyTo(bytes);
        slot = new Known(bytes, header.Length, headers, extra);
    }

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        foreach (ref var known in _known.AsSpan())
            known = known with { Length = 0, Headers = Headers.Empty, Extra = Headers.Empty };
        _hashed = LongestKnown;
    }

    private int SetOf(ReadOnlySpan<byte> message)
    {
        var hashed = message[.._hashed];
        var last = MemoryMarshal.Read<ulong>(hashed[^sizeof(ulong)..]);
        var hash = BitOperations.Crc32C(0u, last);
        for (; hashed.Length >= sizeof(ulong); hashed = hashed[sizeof(ulong)..])
            hash = BitOperations.Crc32C(hash, MemoryMarshal.Read<ulong>(hashed));
        return (int)(hash % Sets);
    }

    private readonly record struct Known(byte[]? Bytes, int Length, Headers Headers, Headers Extra);
}
