using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>Chooses the file system of <c>hdfs.path</c>, and takes the path in it out.</summary>
internal static class FileSystemOf
{
    /// <summary>The file system, and the path template without scheme and host.</summary>
    /// <exception cref="ConfigurationException">The scheme is none that works, or the address is not known.</exception>
    public static (IFileSystem Files, string Path) Options(HdfsOptions options, ComponentContext context)
    {
        var hadoop = new HadoopConfiguration(options.HadoopConfDir ?? Environment.GetEnvironmentVariable("HADOOP_CONF_DIR"));
        var (scheme, authority, path) = Split(options.Path);
        if (scheme.Length == 0)
            (scheme, authority, _) = Split(hadoop["fs.defaultFS"] ?? "file:///");
        if (!path.StartsWith('/'))
            throw new ConfigurationException($"hdfs.path {options.Path} is not absolute: it must begin with / after the host.");
        return scheme switch
        {
            "file" => (new LocalFileSystem(), path),
            "hdfs" or "webhdfs" or "swebhdfs" => (Web(scheme, authority, options, hadoop, context), path),
            "s3" or "s3a" or "s3n" => throw new ConfigurationException($"hdfs.path {options.Path}: objects in S3 cannot be appended to, so that no event "
                + "would be safe before its file ends: write to hdfs, webhdfs, swebhdfs or file, and copy from there."),
            _ => throw new ConfigurationException($"hdfs.path {options.Path}: there is no file system {scheme}: use hdfs, webhdfs, swebhdfs or file."),
        };
    }

    // By hand: escapes in the path are no URI.
    private static (string Scheme, string Authority, string Path) Split(string path)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !path[..colon].All(char.IsAsciiLetterOrDigit))
            return ("", "", path);
        var rest = path[(colon + 1)..];
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return (path[..colon].ToLowerInvariant(), "", rest);
        var slash = rest.IndexOf('/', 2);
        return (path[..colon].ToLowerInvariant(), slash < 0 ? rest[2..] : rest[2..slash], slash < 0 ? "/" : rest[slash..]);
    }

    private static WebHdfs Web(string scheme, string authority, HdfsOptions options, HadoopConfiguration hadoop, ComponentContext context)
    {
        var user = Environment.GetEnvironmentVariable("HADOOP_USER_NAME") is { Length: > 0 } given ? given : Environment.UserName;
        var identity = $"&user.name={Uri.EscapeDataString(user)}"
            + (options.ProxyUser is { Length: > 0 } proxy ? $"&doas={Uri.EscapeDataString(proxy)}" : "");
        var file = (hadoop["dfs.replication"] is { } copies ? $"&replication={copies}" : "")
            + (hadoop["dfs.blocksize"] is { } size ? $"&blocksize={BytesOf(size)}" : "");
        var nameNodes = NameNodes.Of(scheme, authority, hadoop);
        // A time-out is a call's, not the client's; a proxy of the environment is none of a cluster's.
        var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = nameNodes[0].Scheme == Uri.UriSchemeHttps ? TrustedServers.Of(hadoop, context) : new(),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return new(new(nameNodes, identity, file, options.MinBlockReplicas > 0), http);
    }

    // Hadoop writes sizes as 134217728 or 128m.
    private static long BytesOf(string size)
    {
        var power = "kmgtpe".IndexOf(char.ToLowerInvariant(size[^1]), StringComparison.Ordinal);
        return long.TryParse(power < 0 ? size : size[..^1], out var number) ? number << (10 * (power + 1))
            : throw new ConfigurationException($"dfs.blocksize {size} is no size.");
    }
}
