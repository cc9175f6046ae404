using System.Net.Security;
using System.Security.Authentication;

namespace FlumePlug.Sdk;

/// <summary>Which protocols and cipher suites remain of those there are (Flume's include and exclude lists).</summary>
internal static class TlsSelection
{
    private static readonly Dictionary<string, SslProtocols> Protocols = new(StringComparer.Ordinal)
    {
        ["TLSv1.2"] = SslProtocols.Tls12,
        ["TLSv1.3"] = SslProtocols.Tls13,
    };

    // What an exclusion is subtracted from: the suites without known weaknesses that Java and OpenSSL both have on.
    private static readonly TlsCipherSuite[] Usual =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    ];

    /// <exception cref="ConfigurationException">None remains.</exception>
    public static SslProtocols RemainingProtocols(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        var remaining = Protocols
            .Where(protocol => (include.Count == 0 || include.Contains(protocol.Key)) && !exclude.Contains(protocol.Key))
            .Aggregate(SslProtocols.None, (all, protocol) => all | protocol.Value);
        return remaining != SslProtocols.None ? remaining : throw new ConfigurationException(
            "No TLS protocol remains of TLSv1.2 and TLSv1.3: check include-protocols and exclude-protocols.");
    }

    /// <summary>Null: the system's own choice.</summary>
    /// <exception cref="ConfigurationException">None remains, or the system does not allow a choice.</exception>
    public static CipherSuitesPolicy? RemainingSuites(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        if (include.Count == 0 && exclude.Count == 0)
            return null;
        var excluded = exclude.Select(Suite).ToHashSet();
        var remaining = (include.Count == 0 ? Usual : include.Select(Suite).OfType<TlsCipherSuite>())
            .Where(suite => !excluded.Contains(suite)).ToArray();
        if (remaining.Length == 0)
            throw new ConfigurationException(
                "No cipher suite remains: check include-cipher-suites and exclude-cipher-suites (names such as TLS_AES_128_GCM_SHA256).");
        try
        {
#pragma warning disable CA1416 // Where it is not supported it throws, and that is told.
            return new CipherSuitesPolicy(remaining);
#pragma warning restore CA1416
        }
        catch (PlatformNotSupportedException)
        {
            throw new ConfigurationException("This system does not let programs choose cipher suites: remove "
                + "include-cipher-suites and exclude-cipher-suites.");
        }
    }

    // Java calls the suites of before TLS by SSL_ names. Names that nobody knows match nothing, as in Java.
    private static TlsCipherSuite? Suite(string name) =>
        Enum.TryParse<TlsCipherSuite>(name.StartsWith("SSL_", StringComparison.Ordinal) ? "TLS_" + name[4..] : name, out var suite)
            && !char.IsAsciiDigit(name[0]) ? suite : null;
}
