using System.Buffers.Binary;
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
    private const uint JksMagic = 0xFEEDFEED;
    private static readonly Pkcs12LoaderLimits Limits = new() { MaxCertificates = 10_000, MaxKeys = 1_000 };

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
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(bytes) == JksMagic)
                throw new ConfigurationException($"The truststore {path} is a Java key store (JKS), which only Java reads; convert it once with: "
                    + $"keytool -importkeystore -srckeystore {path} -destkeystore {Path.ChangeExtension(path, ".p12")} -deststoretype PKCS12");
            if (bytes.AsSpan().IndexOf("-----BEGIN "u8) < 0)
                return X509CertificateLoader.LoadPkcs12Collection(bytes, password, X509KeyStorageFlags.EphemeralKeySet, Limits);
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(path);
            return all;
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The truststore {path} cannot be used: {unusable.Message}", unusable);
        }
    }
}
