namespace FlumePlug.Core.Configuration.Text;

/// <summary>Finds and reads one configuration file, given by path or URI, in the form that its extension names.</summary>
internal static class ConfigurationFile
{
    /// <summary>Beyond this it is not a configuration; keeps a device or an endless pipe from being read for ever.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The file's assignments; none, and an error or warning, when it cannot be read.</summary>
    public static List<PropertyEntry> Read(string pathOrUri, ReadSettings settings, ConfigProblems problems)
    {
        var path = PathOf(pathOrUri, settings.ConfDirectory, problems);
        if (path is null || IsOfAnotherForm(path, settings.Mode, problems)) return [];
        var bytes = ReadBytes(path, problems);
        if (bytes is null) return [];
        return new Location(path).IsYaml ? YamlText.Parse(bytes, path, problems) : JavaProperties.Parse(bytes, path, problems);
    }

    /// <summary>The bytes of a small file, or null and an error.</summary>
    public static byte[]? ReadBytes(string path, ConfigProblems problems)
    {
        try
        {
            if (Directory.Exists(path))
            {
                problems.Error(new Location(path), null, "is a directory, not a configuration file");
                return null;
            }
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            var block = new byte[64 * 1024];
            for (int read; (read = stream.Read(block)) > 0;)
            {
                content.Write(block, 0, read);
                if (content.Length <= MaxBytes) continue;
                problems.Error(new Location(path), null, $"is larger than {MaxBytes / 1024 / 1024} MB: not a configuration file");
                return null;
            }
            return content.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Error(new Location(path), null, $"Unable to read file {path}: there is no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Error(new Location(path), null, $"Unable to read file {path}: {e.Message}");
        }
        return null;
    }

    /// <summary>The path of a file; null, and an error, when there cannot be one.</summary>
    public static string? PathOf(string pathOrUri, string? confDirectory, ConfigProblems problems)
    {
        var colon = pathOrUri.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 2 ? "" : pathOrUri[..colon].ToLowerInvariant();
        switch (scheme)
        {
            case "file":
                return "/" + Rest(pathOrUri, colon);
            case "classpath" when confDirectory is not null:
                return Path.Combine(confDirectory, Rest(pathOrUri, colon));
            case "classpath":
                problems.Error(new Location(pathOrUri), null, "is looked for in the configuration directory", "--conf DIR");
                return null;
            case "http" or "https":
                problems.Error(new Location(pathOrUri), null, "configurations over HTTP are not supported yet", "a file");
                return null;
            default:
                if (!pathOrUri.AsSpan(colon + 1).StartsWith("//") || scheme.Length == 0) return pathOrUri;
                problems.Error(new Location(pathOrUri), null, "is of no supported scheme", "a path, file: or classpath:");
                return null;
        }
    }

    private static string Rest(string uri, int colon) => Uri.UnescapeDataString(uri[(colon + 1)..].TrimStart('/'));

    /// <summary>Flume reads nothing from these, with a warning of these words.</summary>
    private static bool IsOfAnotherForm(string path, ReadMode mode, ConfigProblems problems)
    {
        var extension = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        if (extension is not ("json" or "xml")) return false;
        var severity = mode == ReadMode.Strict ? Severity.Error : Severity.Warning;
        problems.Add(new ConfigProblem(
            severity, new Location(path), null, $"File extension type {extension} is unsupported", ".conf, .properties, .yaml"));
        return true;
    }
}
