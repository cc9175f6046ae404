using System.Security.Cryptography;

namespace FlumePlug.FileChannel;

/// <summary>
/// The key of one segment, made of the channel's key and random bytes (HKDF with SHA-256): no two segments share it, so that
/// a record's offset is all that a nonce needs to be used once.
/// </summary>
internal sealed class SegmentKey
{
    private const int KeySize = 32;

    private readonly byte[] _key;
    private readonly byte[] _check;

    private SegmentKey(byte[] key, byte[] salt)
    {
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeySize + SegmentEncryption.CheckSize, salt, [.. "FlumePlug file channel 1"u8]);
        (_key, _check) = (derived[..KeySize], derived[KeySize..]);
    }

    /// <summary>A key for a new segment.</summary>
    public static SegmentKey New(byte[] key, string alias, out SegmentEncryption encryption)
    {
        var salt = RandomNumberGenerator.GetBytes(SegmentEncryption.SaltSize);
        var made = new SegmentKey(key, salt);
        encryption = new SegmentEncryption(alias, salt, made._check);
        return made;
    }

    /// <summary>The key that a segment was written with; null when that was made of another one.</summary>
    public static SegmentKey? Of(SegmentEncryption encryption, byte[] key)
    {
        var made = new SegmentKey(key, encryption.Salt);
        return CryptographicOperations.FixedTimeEquals(made._check, encryption.Check) ? made : null;
    }

    public RecordCipher CreateCipher() => new(_key);
}
