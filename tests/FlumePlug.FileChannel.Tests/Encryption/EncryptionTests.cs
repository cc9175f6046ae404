using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Events that nobody without the key can read, change or exchange.</summary>
public sealed class EncryptionTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("flumeplug-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_is_stored_cannot_be_read_without_the_key_and_comes_back_with_it(int directories)
    {
        var options = Given.Options(_root, directories, activeKey: "old");
        await using (var opened = await Opened.StartAsync(options))
            foreach (var body in new[] { "a secret", "another secret", "a third secret", "a fourth secret" })
                await opened.PutAsync(body);
        foreach (var file in Directory.GetFiles(_root, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("secret", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
        await using (var opened = await Opened.StartAsync(options))
            Assert.Equal(["a secret"], await opened.TakeAsync(1));
        await using var again = await Opened.StartAsync(options);
        Assert.Equal(["another secret", "a third secret", "a fourth secret"], await again.DrainAsync());
    }

    [Fact]
    public async Task Without_encryption_a_file_shows_what_is_in_it()
    {
        await StoreAsync(null, "a secret");
        Assert.Contains("secret", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Segment(), Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_files_and_those_of_an_older_key_stay_readable()
    {
        await StoreAsync(null, "plain");
        await StoreAsync("old", "with the old key");
        await StoreAsync("new", "with the new key");
        await using var opened = await Opened.StartAsync(Given.Options(_root, activeKey: "new"));
        Assert.Equal(["plain", "with the old key", "with the new key"], await opened.DrainAsync());
    }

    [Fact]
    public async Task A_channel_without_keys_refuses_encrypted_files()
    {
        await StoreAsync("old", "a");
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        Assert.Equal($"{Segment()} is encrypted with the key 'old', and the channel has no keys. Set encryption.keyProvider, "
            + "encryption.activeKey and encryption.cipherProvider, with this key among those of the provider.", refused.Message);
    }

    [Fact]
    public async Task A_missing_older_key_is_refused_with_its_name()
    {
        await StoreAsync("old", "a");
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(
            () => Opened.StartAsync(Given.Options(_root, activeKey: "new"), keys: new Keys(("new", 'n'))));
        Assert.Equal($"{Segment()} is encrypted with the key 'old', which is not to be had: There is no key 'old'. A key must stay with "
            + "the provider until every event that it encrypted is gone.", refused.Message);
    }

    [Fact]
    public async Task Another_key_under_the_name_is_refused()
    {
        await StoreAsync("old", "a");
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(
            () => Opened.StartAsync(Given.Options(_root, activeKey: "old"), keys: new Keys(("old", 'x'))));
        Assert.StartsWith($"{Segment()} is encrypted with the key 'old', but the key that the provider gives under this name is another one.",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_active_key_refuses_the_channel_before_it_opens_anything()
    {
        await Assert.ThrowsAsync<ConfigurationException>(() => Opened.StartAsync(Given.Options(_root, activeKey: "other")));
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Theory]
    [InlineData(RecordHeader.Size + 3)] // a byte of the event
    [InlineData(12)] // the count in the header
    public async Task A_change_is_noticed_even_where_the_checksums_were_made_to_fit(int changed)
    {
        await StoreAsync("old", "first", "second");
        var bytes = await File.ReadAllBytesAsync(Segment(), Token);
        var header = SegmentHeader.Read(bytes, Segment())!;
        var record = bytes.AsSpan(SegmentHeader.BlockSize);
        record[changed] ^= 1;
        Assert.False(RecordHeader.TryRead(record, header.Salt, SegmentHeader.BlockSize, out _) && changed < RecordHeader.Size);
        var length = (int)(BitConverter.ToUInt32(record[4..]) & RecordHeader.LongestPayload);
        new RecordHeader(RecordKind.Events, length, Crc32C.Of(record.Slice(RecordHeader.Size, length)), BitConverter.ToInt32(record[12..]),
            BitConverter.ToUInt32(record[16..]), BitConverter.ToUInt32(record[20..])).Write(record, header.Salt, SegmentHeader.BlockSize);
        await File.WriteAllBytesAsync(Segment(), bytes, Token);
        await using var opened = await Opened.StartAsync(Given.Options(_root, activeKey: "old"));
        Assert.Empty(await opened.DrainAsync());
        Assert.Contains(opened.Log, line => line.Contains($"of {Segment()} are damaged", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AESGCM", true)]
    [InlineData("aesctrnopadding", true)]
    [InlineData("org.apache.flume.channel.file.encryption.AESCTRNoPaddingProvider", true)]
    [InlineData("rot13", false)]
    public void The_cipher_is_AES_GCM_under_each_of_its_names(string cipher, bool isKnown)
    {
        var options = new FileChannelOptions
        {
            DataDirs = ["/data"],
            CheckpointDir = "/checkpoint",
            Capacity = 1,
            TransactionCapacity = 1,
            FsyncInterval = 5,
            ActiveKey = "old",
            CipherProvider = cipher,
            KeyProvider = Given.Options("/", activeKey: "old").KeyProvider,
        };
        Assert.Equal(isKnown ? [] : [new OptionError("encryption.cipherProvider",
            "There is no cipher provider 'rot13': use AESGCM (AESCTRNOPADDING is taken and means the same).")], options.Check());
    }

    [Theory]
    [InlineData(null, "AESGCM", true, "encryption.activeKey", "activeKey is missing")]
    [InlineData("old", null, true, "encryption.cipherProvider", "cipherProvider is missing")]
    [InlineData("old", null, false, "encryption.activeKey", "activeKey is present while key provider name is not.")]
    [InlineData(null, "AESGCM", false, "encryption.cipherProvider", "cipherProvider is present while key provider name is not.")]
    public void Encryption_is_refused_in_Flumes_words_when_a_part_is_missing(
        string? key, string? cipher, bool hasProvider, string option, string message)
    {
        var options = new FileChannelOptions
        {
            DataDirs = ["/data"],
            CheckpointDir = "/checkpoint",
            Capacity = 1,
            TransactionCapacity = 1,
            FsyncInterval = 5,
            ActiveKey = key,
            CipherProvider = cipher,
            KeyProvider = hasProvider ? Given.Options("/", activeKey: "old").KeyProvider : null,
        };
        Assert.Equal([new OptionError(option, "Encryption configuration problem: " + message)], options.Check());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Segment() => Directory.GetFiles(Path.Combine(_root, "data1"), "*.segment").Max(StringComparer.Ordinal)!;

    private async Task StoreAsync(string? key, params string[] bodies)
    {
        await using var opened = await Opened.StartAsync(Given.Options(_root, activeKey: key));
        await opened.PutAsync(bodies);
    }
}
