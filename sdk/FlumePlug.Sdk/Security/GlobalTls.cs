namespace FlumePlug.Sdk;

/// <summary>
/// The global ssl options: what a component does not say comes from a <c>-D</c> property, else from an environment variable
/// (Flume's SSLUtil). The global lists are separated by commas.
/// </summary>
internal sealed class GlobalTls(IReadOnlyDictionary<string, string> properties)
{
    public string? Keystore(TlsOptions options) => options.Keystore ?? Find("javax.net.ssl.keyStore", "FLUME_SSL_KEYSTORE_PATH");

    public string? KeystorePassword(TlsOptions options) =>
        options.KeystorePassword ?? Find("javax.net.ssl.keyStorePassword", "FLUME_SSL_KEYSTORE_PASSWORD");

    public string? Truststore(TlsOptions options) =>
        options.Truststore ?? Find("javax.net.ssl.trustStore", "FLUME_SSL_TRUSTSTORE_PATH");

    public string? TruststorePassword(TlsOptions options) =>
        options.TruststorePassword ?? Find("javax.net.ssl.trustStorePassword", "FLUME_SSL_TRUSTSTORE_PASSWORD");

    // The component's default is SSLv3, which is excluded anyway.
    public IReadOnlyList<string> ExcludeProtocols(TlsOptions options) =>
        options.ExcludeProtocols is null or [] or ["SSLv3"]
            ? List("flume.ssl.exclude.protocols", "FLUME_SSL_EXCLUDE_PROTOCOLS") : options.ExcludeProtocols;

    public IReadOnlyList<string> IncludeProtocols(TlsOptions options) =>
        Given(options.IncludeProtocols) ?? List("flume.ssl.include.protocols", "FLUME_SSL_INCLUDE_PROTOCOLS");

    public IReadOnlyList<string> ExcludeCipherSuites(TlsOptions options) =>
        Given(options.ExcludeCipherSuites) ?? List("flume.ssl.exclude.cipherSuites", "FLUME_SSL_EXCLUDE_CIPHERSUITES");

    public IReadOnlyList<string> IncludeCipherSuites(TlsOptions options) =>
        Given(options.IncludeCipherSuites) ?? List("flume.ssl.include.cipherSuites", "FLUME_SSL_INCLUDE_CIPHERSUITES");

    private static IReadOnlyList<string>? Given(IReadOnlyList<string>? list) => list is null or [] ? null : list;

    private string[] List(string property, string variable) =>
        Find(property, variable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private string? Find(string property, string variable) =>
        properties.TryGetValue(property, out var given) ? given : Environment.GetEnvironmentVariable(variable);
}
