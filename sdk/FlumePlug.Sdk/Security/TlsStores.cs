using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FlumePlug.Sdk;

/// <summary>What a component takes from its key store and its trust store.</summary>
internal static class TlsStores
{
    /// <summary>The first certificate with a private key, and the chain that stands beside it; null when there is none.</summary>
    public static SslStreamCertificateContext? Own(string path, string? password)
    {
        var all = KeyStoreFile.Load(path, password, "keystore-password");
        return all.FirstOrDefault(one => one.HasPrivateKey) is { } own
            ? SslStreamCertificateContext.Create(own, [.. all.Where(one => !one.HasPrivateKey)], offline: true) : null;
    }

    /// <summary>The trusted certificates; null: there is no trust store.</summary>
    /// <exception cref="ConfigurationException">It cannot be used.</exception>
    public static X509Certificate2Collection? Trusted(GlobalTls global, TlsOptions options)
    {
        if (global.Truststore(options) is not { } path)
            return null;
        try
        {
            var all = KeyStoreFile.Load(path, global.TruststorePassword(options), "truststore-password");
            return all.Count > 0 ? all : throw new CryptographicException("it holds no certificate");
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The truststore {path} cannot be used: {unusable.Message}", unusable);
        }
    }
}
