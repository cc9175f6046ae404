using System.Buffers.Binary;
using System.Text;

namespace FlumePlug.FileChannel;

/// <summary>
/// What the header of an encrypted segment says of its key: the name, the random bytes that make the segment's own key of it,
/// and bytes that only the right key makes.
/// </summary>
internal sealed record SegmentEncryption(string KeyAlias, byte[] Salt, byte[] Check)
{
    public const int SaltSize = 32;
    public const int CheckSize = 16;
    public const int LongestAlias = 255;

    private const ushort AesGcm = 1;
    private const int CheckAt = 4 + SaltSize;
    private const int AliasAt = CheckAt + CheckSize;

    public static void Write(SegmentEncryption? encryption, Span<byte> into)
    {
        if (encryption is null)
            return;
        BinaryPrimitives.WriteUInt16LittleEndian(into, AesGcm);
        BinaryPrimitives.WriteUInt16LittleEndian(into[2..], (ushort)Encoding.UTF8.GetBytes(encryption.KeyAlias, into[AliasAt..]));
        encryption.Salt.CopyTo(into[4..]);
        encryption.Check.CopyTo(into[CheckAt..]);
    }

    /// <summary>Null when the segment is not encrypted.</summary>
    /// <exception cref="ChannelStorageException">A way of encryption that is not known here.</exception>
    public static SegmentEncryption? Read(ReadOnlySpan<byte> from, string path) => BinaryPrimitives.ReadUInt16LittleEndian(from) switch
    {
        0 => null,
        AesGcm => new(
            Encoding.UTF8.GetString(from.Slice(AliasAt, Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(from[2..]), LongestAlias))),
            [.. from.Slice(4, SaltSize)], [.. from.Slice(CheckAt, CheckSize)]),
        var other => throw new ChannelStorageException($"{path} is encrypted in way {other}, which this FlumePlug does not know. Drain the "
            + "channel with the FlumePlug that wrote it, or give the channel other directories."),
    };
}
