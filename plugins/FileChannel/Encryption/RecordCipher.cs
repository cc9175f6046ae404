using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FlumePlug.FileChannel;

/// <summary>
/// Encrypts the payloads of a segment's records with AES-GCM. The record's header is authenticated with its payload, and the
/// offset is the nonce: nothing can be changed, exchanged or moved unnoticed. Not thread-safe.
/// </summary>
internal sealed class RecordCipher(byte[] key) : IDisposable
{
    /// <summary>Bytes behind the encrypted events that prove that they are unchanged; part of the payload.</summary>
    public const int TagSize = 16;

    private const int NonceSize = 12;

    private readonly AesGcm _aes = new(key, TagSize);

    /// <summary>Encrypts in place; the last <see cref="TagSize"/> bytes of the payload are free for the tag.</summary>
    public void Encrypt(in RecordHeader header, long offset, Span<byte> payload)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        Span<byte> told = stackalloc byte[RecordHeader.ToldSize];
        Prepare(header, offset, nonce, told);
        var events = payload[..^TagSize];
        _aes.Encrypt(nonce, events, events, payload[^TagSize..], told);
    }

    /// <summary>False when the payload is not what was encrypted for this place.</summary>
    public bool TryDecrypt(in RecordHeader header, long offset, ReadOnlySpan<byte> payload, Span<byte> into)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        Span<byte> told = stackalloc byte[RecordHeader.ToldSize];
        Prepare(header, offset, nonce, told);
        try
        {
            _aes.Decrypt(nonce, payload[..^TagSize], payload[^TagSize..], into, told);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _aes.Dispose();

    private static void Prepare(in RecordHeader header, long offset, Span<byte> nonce, Span<byte> told)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, offset);
        header.Tell(told);
    }
}
