using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>
/// Whose certificates count for <c>swebhdfs:</c>, as for Hadoop's own client: those in the trust store of ssl-client.xml, else in the
/// global one (<c>javax.net.ssl.trustStore</c>), else what the system trusts.
/// </summary>
internal static class TrustedServers
{
    /// <exception cref="ConfigurationException">The trust store cannot be used.</exception>
    public static SslClientAuthenticationOptions Of(HadoopConfiguration hadoop, ComponentContext context)
    {
        var (path, password) = hadoop["ssl.client.truststore.location"] is { Length: > 0 } own ? (own, hadoop["ssl.client.truststore.password"])
            : (Global("javax.net.ssl.trustStore", "FLUME_SSL_TRUSTSTORE_PATH"), Global("javax.net.ssl.trustStorePassword", "FLUME_SSL_TRUSTSTORE_PASSWORD"));
        var trust = new SslClientAuthenticationOptions();
        if (path is null)
            return trust;
        trust.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CertificateChainPolicy.CustomTrustStore.AddRange(Load(path, password));
        return trust;

        string? Global(string property, string variable) =>
            context.Properties.TryGetValue(property, out var given) ? given : Environment.GetEnvironmentVariable(variable);
    }

    private static X509Certificate2Collection Load(string path, string? password)
    {
        try
        {
            return KeyStoreFile.Load(path, password, "ssl.client.truststore.password");
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The truststore {path} cannot be used: {unusable.Message}", unusable);
        }
    }
}
