using System.Security.Cryptography;
using System.Text;

namespace FlumePlug.Script.Compiling;

/// <summary>
/// Compiled scripts on disk, so that a restart does not pay for Roslyn: a file per image, named by the hash of all that it was
/// made from. A file that cannot be read, or whose content is not what was written, counts as absent; nothing here fails.
/// </summary>
/// <remarks>What lies there is run: a folder that others may write to is not used.</remarks>
internal sealed class ImageCache(string folder)
{
    private const string Extension = ".script";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary><c>${XDG_CACHE_HOME:-~/.cache}/flumeplug</c>; null without a home.</summary>
    public static ImageCache? OfUser()
    {
        var home = Environment.GetEnvironmentVariable("HOME");
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given) ? given
            : string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".cache");
        return cache is null ? null : new(Path.Combine(cache, "flumeplug"));
    }

    /// <summary>The name of what a request makes.</summary>
    public static string KeyOf(CompileRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(request.ToBytes());
        foreach (var reference in request.References)
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(reference)));
        hash.AppendData(Encoding.UTF8.GetBytes($"{RoslynContext.Version} {Environment.Version}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What was kept under a name, or null.</summary>
    public CompileAnswer? Find(string key)
    {
        try
        {
            var path = PathOf(key);
            if (!File.Exists(path) || !IsOurs())
                return null;
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length < SHA256.HashSizeInBytes
                || !SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes)))
                return null;
            // Its time says when it was of use.
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return CompileAnswer.FromBytes(bytes[SHA256.HashSizeInBytes..]);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps an answer, and forgets what was of no use for long.</summary>
    public void Keep(string key, CompileAnswer answer)
    {
        try
        {
            CreateFolder();
            if (!IsOurs())
                return;
            var bytes = answer.ToBytes();
            var temporary = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
            File.WriteAllBytes(temporary, [.. SHA256.HashData(bytes), .. bytes]);
            File.Move(temporary, PathOf(key), overwrite: true);
            Prune();
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            // The next start compiles again.
        }
    }

    private void Prune()
    {
        var oldest = DateTime.UtcNow - Kept;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            if (file.Extension is Extension or ".tmp" && file.LastWriteTimeUtc < oldest)
                file.Delete();
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private bool IsOurs() => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;

    private string PathOf(string key) => Path.Combine(folder, key + Extension);
}
