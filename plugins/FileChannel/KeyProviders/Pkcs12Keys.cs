using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// The secret keys of a PKCS#12 file (RFC 7292). Java's keytool keeps one as a secret bag whose type is that of a shrouded
/// private key and whose value is the key in an encrypted PKCS#8 envelope; its friendly name is the alias in small letters.
/// </summary>
internal sealed class Pkcs12Keys
{
    private const uint JceksMagic = 0xCECECECE;
    private const uint JksMagic = 0xFEEDFEED;
    private const string ShroudedKey = "1.2.840.113549.1.12.10.1.2";
    private const string FriendlyName = "1.2.840.113549.1.9.20";

    private readonly string _path;
    private readonly string _password;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _envelopes = new(StringComparer.OrdinalIgnoreCase);

    public Pkcs12Keys(string path, byte[] file, string password)
    {
        (_path, _password) = (path, password);
        RefuseJava(file);
        try
        {
            var store = Pkcs12Info.Decode(file, out _);
            if (store.IntegrityMode == Pkcs12IntegrityMode.Password && !store.VerifyMac(password))
                throw new ConfigurationException($"The password in encryption.keyProvider.keyStorePasswordFile does not open {path}.");
            foreach (var safe in store.AuthenticatedSafe)
            {
                if (safe.ConfidentialityMode == Pkcs12ConfidentialityMode.Password)
                    safe.Decrypt(password);
                foreach (var bag in safe.GetBags().OfType<Pkcs12SecretBag>())
                    if (bag.GetSecretType().Value == ShroudedKey && NameOf(bag) is { } name)
                        _envelopes[name] = AsnDecoder.ReadOctetString(bag.SecretValue.Span, AsnEncodingRules.BER, out _);
            }
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or AsnContentException)
        {
            throw new ConfigurationException($"{path} cannot be read as a PKCS#12 file: {unreadable.Message}", unreadable);
        }
    }

    public IEnumerable<string> Names => _envelopes.Keys;

    /// <param name="alias">The key's name.</param>
    /// <param name="password">Its own password; null: that of the store.</param>
    public byte[] Read(string alias, string? password)
    {
        if (!_envelopes.TryGetValue(alias, out var envelope))
            throw new ConfigurationException($"There is no secret key '{alias}' in {_path}; there are: {string.Join(", ", Names)}. "
                + $"Make one with: keytool -genseckey -alias {alias} -keyalg AES -keysize 256 -keystore {_path} -storetype PKCS12");
        try
        {
            return Pkcs8PrivateKeyInfo.DecryptAndDecode((password ?? _password).AsSpan(), envelope, out _).PrivateKeyBytes.ToArray();
        }
        catch (CryptographicException wrong)
        {
            throw new ConfigurationException($"The password of the key '{alias}' in {_path} is not that of the store: name its file in "
                + $"encryption.keyProvider.keys.{alias}.passwordFile.", wrong);
        }
    }

    private void RefuseJava(byte[] file)
    {
        if (file.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(file) is not (JceksMagic or JksMagic))
            return;
        throw new ConfigurationException($"{_path} is a key store in a format of Java alone. Convert it once, with Java's keytool: "
            + $"keytool -importkeystore -srckeystore {_path} -srcstoretype JCEKS -destkeystore {_path}.p12 -deststoretype PKCS12 "
            + $"(it asks for the passwords; one key at a time with -srcalias if they differ), then name {_path}.p12 as keyStoreFile.");
    }

    private static string? NameOf(Pkcs12SecretBag bag)
    {
        foreach (CryptographicAttributeObject attribute in bag.Attributes)
            if (attribute.Oid.Value == FriendlyName && attribute.Values.Count > 0)
                return AsnDecoder.ReadCharacterString(attribute.Values[0].RawData, AsnEncodingRules.BER, UniversalTagNumber.BMPString, out _);
        return null;
    }
}
