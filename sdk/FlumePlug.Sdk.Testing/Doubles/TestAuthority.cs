using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FlumePlug.Sdk.Testing;

/// <summary>
/// An authority that issues certificates for tests of TLS and lays them down as stores, in a directory that is deleted with it.
/// Every store's password is <see cref="Password"/>.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-tls-");
    private readonly X509Certificate2 _root;

    /// <summary>Makes an authority of its own.</summary>
    public TestAuthority(string name = "CN=Test Authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
        Truststore = Write("trust.p12", new X509Certificate2Collection(Public(_root)).Export(X509ContentType.Pkcs12, Password)!);
        TruststorePem = Write("trust.pem", _root.ExportCertificatePem());
    }

    /// <summary>The password of every store.</summary>
    public const string Password = "changeit";

    /// <summary>A PKCS#12 file with the authority's certificate.</summary>
    public string Truststore { get; }

    /// <summary>The same as PEM.</summary>
    public string TruststorePem { get; }

    /// <summary>A PKCS#12 file with a certificate for a host name or address, its key and the authority.</summary>
    public string Keystore(string host = "localhost", DateTimeOffset? until = null)
    {
        using var certificate = Issue(host, until);
        return Write(host + ".p12", new X509Certificate2Collection { certificate, Public(_root) }.Export(X509ContentType.Pkcs12, Password)!);
    }

    /// <summary>A PEM file with the same; the key is encrypted on request.</summary>
    public string KeystorePem(string host = "localhost", bool encrypted = false)
    {
        using var certificate = Issue(host, null);
        using var key = certificate.GetECDsaPrivateKey()!;
        var text = encrypted
            ? key.ExportEncryptedPkcs8PrivateKeyPem(Password, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))
            : key.ExportPkcs8PrivateKeyPem();
        return Write(host + ".pem", $"{text}\n{certificate.ExportCertificatePem()}\n{_root.ExportCertificatePem()}\n");
    }

    /// <summary>Lays a file down.</summary>
    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Deletes the files.</summary>
    public void Dispose()
    {
        _root.Dispose();
        _directory.Delete(recursive: true);
    }

    private string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    private X509Certificate2 Issue(string host, DateTimeOffset? until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_root, DateTimeOffset.UtcNow.AddYears(-1), until ?? DateTimeOffset.UtcNow.AddYears(1),
            RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Public(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);
}
