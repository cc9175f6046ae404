using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>Where WebHDFS of a path's name nodes answers: more than one for a name service with fail-over.</summary>
internal static class NameNodes
{
    private const int HttpPort = 9870;
    private const int HttpsPort = 9871;

    /// <summary>The addresses that an <c>hdfs:</c>, <c>webhdfs:</c> or <c>swebhdfs:</c> address stands for.</summary>
    public static IReadOnlyList<Uri> Of(string scheme, string authority, HadoopConfiguration hadoop)
    {
        var secure = scheme == "swebhdfs" || (scheme == "hdfs" && hadoop["dfs.http.policy"] == "HTTPS_ONLY");
        if (authority.Length == 0)
            authority = hadoop["fs.defaultFS"] is { } files && Uri.TryCreate(files, UriKind.Absolute, out var address) ? address.Authority : "";
        if (authority.Length == 0)
            throw new ConfigurationException($"{scheme}:/// names no name node and there is no fs.defaultFS: "
                + "give its address, or Hadoop's configuration (hdfs.hadoopConfDir or HADOOP_CONF_DIR).");
        var property = secure ? "dfs.namenode.https-address" : "dfs.namenode.http-address";
        var members = hadoop.List($"dfs.ha.namenodes.{authority}");
        if (members.Length > 0)
            return [.. members.Select(member => AddressOf(secure, hadoop[$"{property}.{authority}.{member}"] ?? throw new ConfigurationException(
                $"hdfs-site.xml has no {property}.{authority}.{member}, the WebHDFS address of a name node of {authority}."), ""))];
        if (hadoop[$"{property}.{authority}"] is { } named)
            return [AddressOf(secure, named, "")];
        var (host, port) = Split(authority);
        if (scheme != "hdfs" && port is not null)
            return [AddressOf(secure, authority, host)];
        return hadoop[property] is { } configured && IsRpcAddress(authority, hadoop)
            ? [AddressOf(secure, configured, host)] : [AddressOf(secure, host, host)];
    }

    // The HTTP address of the configuration is that of the name node that it names.
    private static bool IsRpcAddress(string authority, HadoopConfiguration hadoop) =>
        (Uri.TryCreate(hadoop["fs.defaultFS"], UriKind.Absolute, out var files) && files.Authority == authority)
        || hadoop["dfs.namenode.rpc-address"] == authority;

    private static Uri AddressOf(bool secure, string authority, string host)
    {
        var (name, port) = Split(authority);
        if (name is "0.0.0.0" or "")
            name = host;
        return new($"{(secure ? "https" : "http")}://{name}:{port ?? (secure ? HttpsPort : HttpPort)}/webhdfs/v1");
    }

    private static (string Host, int? Port) Split(string authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') && int.TryParse(authority.AsSpan(colon + 1), out var port)
            ? (authority[..colon], port) : (authority, null);
    }
}
