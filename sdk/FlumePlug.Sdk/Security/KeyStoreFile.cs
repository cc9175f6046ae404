using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FlumePlug.Sdk;

/// <summary>Reads the certificates of a key store or trust store, whose format its content tells.</summary>
public static class KeyStoreFile
{
    private const uint JksMagic = 0xFEEDFEED;
    private const uint JceksMagic = 0xCECECECE;

    // A store with every public authority holds more than the library's default of certificates.
    private static readonly Pkcs12LoaderLimits Limits = new() { MaxCertificates = 10_000, MaxKeys = 1_000 };

    /// <summary>Every certificate of the file, those that have one with their private key.</summary>
    /// <param name="path">PKCS#12, PEM or a single certificate.</param>
    /// <param name="password">Of PKCS#12, or of a PEM file's key; null: none.</param>
    /// <param name="passwordOption">The option to name where a password is missing.</param>
    /// <exception cref="CryptographicException">The password is wrong, or the file is no store; the message says so.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static X509Certificate2Collection Load(string path, string? password, string passwordOption)
    {
        ArgumentNullException.ThrowIfNull(path);
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length >= 4 && Magic(bytes) is JksMagic or JceksMagic)
            throw new CryptographicException(
                "it is a Java key store (JKS), which only Java reads; convert it once with: keytool -importkeystore "
                + $"-srckeystore {path} -destkeystore {Path.ChangeExtension(path, ".p12")} -deststoretype PKCS12");
        if (bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0)
            return FromPem(Encoding.UTF8.GetString(bytes), password);
        if (bytes.Length == 0 || bytes[0] != 0x30)
            throw new CryptographicException("it is neither PKCS#12 nor PEM");
        return X509Certificate2.GetCertContentType(bytes) == X509ContentType.Cert
            ? [X509CertificateLoader.LoadCertificate(bytes)] : FromPkcs12(bytes, password, passwordOption);
    }

    private static uint Magic(byte[] bytes) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static X509Certificate2Collection FromPkcs12(byte[] bytes, string? password, string passwordOption)
    {
        // Windows' TLS cannot use keys that are kept in memory only.
        var flags = OperatingSystem.IsWindows() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(bytes, password, flags, Limits);
        }
        catch (CryptographicException) when (password is null)
        {
            throw new CryptographicException($"it is PKCS#12 and needs a password: set {passwordOption}");
        }
    }

    private static X509Certificate2Collection FromPem(string text, string? password)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        if (certificates.Count == 0 || !text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            return certificates;
        var own = text.Contains("ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)
            ? X509Certificate2.CreateFromEncryptedPem(text, text, password ?? "")
            : X509Certificate2.CreateFromPem(text, text);
        certificates[0].Dispose();
        certificates[0] = own;
        return certificates;
    }
}
