namespace FlumePlug.Script.Tests;

/// <summary>A file of the cache, as it is laid out: a hash, then image and symbols with their lengths in front.</summary>
internal sealed record CachedImage(string Path, byte[] Image, byte[] Symbols)
{
    private const int HashLength = 32;

    public static string Folder { get; } = System.IO.Path.Combine(TestCache.Home, "flumeplug");

    /// <summary>The one whose script has a text in quotes.</summary>
    public static CachedImage With(string text) => Directory.GetFiles(Folder, "*.script").Select(Read).OfType<CachedImage>()
        .Single(image => image.Image.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(text)) >= 0);

    private static CachedImage? Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HashLength + sizeof(int))
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, HashLength, bytes.Length - HashLength));
        var image = reader.ReadBytes(reader.ReadInt32());
        return bytes.Length < HashLength + image.Length + 2 * sizeof(int) ? null : new(path, image, reader.ReadBytes(reader.ReadInt32()));
    }
}
