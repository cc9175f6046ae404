using System.Security.Cryptography;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka.Settings;

/// <summary>
/// Java's key store and trust store as librdkafka takes them: it reads PEM, and a key store in PKCS#12. What the client does not say
/// comes from the global ssl options (Flume's KafkaSSLUtil).
/// </summary>
internal static class KeyStores
{
    private const uint JksMagic = 0xFEEDFEED;

    /// <exception cref="ConfigurationException">A store cannot be used.</exception>
    public static void Apply(IReadOnlyDictionary<string, string> given, ComponentContext context, IDictionary<string, string> settings)
    {
        if (!settings.TryGetValue("security.protocol", out var protocol) || !protocol.Contains("ssl", StringComparison.OrdinalIgnoreCase))
            return;
        if (given.TryGetValue("ssl.truststore.certificates", out var trusted))
            settings["ssl.ca.pem"] = trusted;
        else if (Find(given, context, "ssl.truststore.location", "javax.net.ssl.trustStore", "FLUME_SSL_TRUSTSTORE_PATH") is { } path)
            Trust(path, Find(given, context, "ssl.truststore.password", "javax.net.ssl.trustStorePassword", "FLUME_SSL_TRUSTSTORE_PASSWORD"), settings);
        if (given.TryGetValue("ssl.keystore.key", out var key))
            settings["ssl.key.pem"] = key;
        if (given.TryGetValue("ssl.keystore.certificate.chain", out var chain))
            settings["ssl.certificate.pem"] = chain;
        if (key is null && Find(given, context, "ssl.keystore.location", "javax.net.ssl.keyStore", "FLUME_SSL_KEYSTORE_PATH") is { } own)
            Show(own, Find(given, context, "ssl.keystore.password", "javax.net.ssl.keyStorePassword", "FLUME_SSL_KEYSTORE_PASSWORD"), settings);
    }

    private static string? Find(IReadOnlyDictionary<string, string> given, ComponentContext context, string name, string property, string variable) =>
        given.TryGetValue(name, out var own) ? own
            : context.Properties.TryGetValue(property, out var global) ? global : Environment.GetEnvironmentVariable(variable);

    private static void Trust(string path, string? password, IDictionary<string, string> settings)
    {
        try
        {
            var all = KeyStoreFile.Load(path, password, "ssl.truststore.password");
            settings["ssl.ca.pem"] = string.Concat(all.Select(one => one.ExportCertificatePem() + "\n"));
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The truststore {path} cannot be used (ssl.truststore.password?): {unusable.Message}", unusable);
        }
    }

    private static void Show(string path, string? password, IDictionary<string, string> settings)
    {
        if (IsPem(path))
        {
            settings["ssl.certificate.location"] = path;
            settings["ssl.key.location"] = path;
            return;
        }
        settings["ssl.keystore.location"] = path;
        settings["ssl.keystore.password"] = password ?? "";
    }

    private static bool IsPem(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The keystore {path} cannot be read: {unreadable.Message}", unreadable);
        }
        if (bytes.Length >= 4 && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) == JksMagic)
            throw new ConfigurationException($"The keystore {path} is a Java key store (JKS), which only Java reads; convert it once with: "
                + $"keytool -importkeystore -srckeystore {path} -destkeystore {Path.ChangeExtension(path, ".p12")} -deststoretype PKCS12");
        return bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0;
    }
}
