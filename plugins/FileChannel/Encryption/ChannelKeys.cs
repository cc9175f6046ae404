using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>The keys of a channel's segments. Used by one thread at a time.</summary>
/// <param name="provider">Gives keys by their names; null: the channel does not encrypt.</param>
/// <param name="active">The name of the key for new segments.</param>
internal sealed class ChannelKeys(IKeyProvider? provider, string? active)
{
    private readonly Dictionary<string, byte[]> _known = [];

    /// <summary>The keys of a channel that does not encrypt.</summary>
    public static ChannelKeys None { get; } = new(null, null);

    /// <summary>These, with a key for new segments where none was named.</summary>
    public ChannelKeys WithActive(string? newest) => provider is null || active is not null ? this : new(provider, newest);

    /// <summary>Finds out that the key for new segments is there.</summary>
    /// <exception cref="ConfigurationException">It is not.</exception>
    public void RequireActive()
    {
        if (provider is not null)
            KeyOf(active!);
    }

    /// <summary>A key for a new segment; null where nothing is encrypted.</summary>
    public SegmentKey? New(out SegmentEncryption? encryption)
    {
        encryption = null;
        return provider is null ? null : SegmentKey.New(KeyOf(active!), active!, out encryption);
    }

    /// <summary>The key of a segment that is there; null when it is not encrypted.</summary>
    /// <exception cref="ChannelStorageException">The key is not to be had, or is another one.</exception>
    public SegmentKey? Of(SegmentEncryption? encryption, string path)
    {
        if (encryption is null)
            return null;
        var encrypted = $"{path} is encrypted with the key '{encryption.KeyAlias}'";
        if (provider is null)
            throw new ChannelStorageException($"{encrypted}, and the channel has no keys. Set encryption.keyProvider, encryption.activeKey "
                + "and encryption.cipherProvider, with this key among those of the provider.");
        byte[] key;
        try
        {
            key = KeyOf(encryption.KeyAlias);
        }
        catch (ConfigurationException missing)
        {
            throw new ChannelStorageException($"{encrypted}, which is not to be had: {missing.Message} A key must stay with the provider "
                + "until every event that it encrypted is gone.");
        }
        return SegmentKey.Of(encryption, key) ?? throw new ChannelStorageException(
            $"{encrypted}, but the key that the provider gives under this name is another one. Give the provider the key that the segment "
                + "was written with; a new key needs a name of its own.");
    }

    /// <summary>Another key for a segment that is written anew, of the same named one.</summary>
    /// <exception cref="ChannelStorageException">The key is not to be had.</exception>
    public SegmentKey Again(SegmentEncryption encryption, string path, out SegmentEncryption again)
    {
        _ = Of(encryption, path);
        return SegmentKey.New(KeyOf(encryption.KeyAlias), encryption.KeyAlias, out again);
    }

    private byte[] KeyOf(string alias)
    {
        if (!_known.TryGetValue(alias, out var key))
            _known[alias] = key = provider!.KeyOf(alias);
        return key;
    }
}
