namespace FlumePlug.Sdk;

/// <summary>
/// What listeners and clients with TLS have in common, under Flume's names. Derive an options class from
/// <see cref="ServerTlsOptions"/> or <see cref="ClientTlsOptions"/>; a component with other names declares the property again.
/// </summary>
/// <remarks>What is not given comes from the global options: <c>-Djavax.net.ssl.keyStore</c> and its like, then the variables
/// <c>FLUME_SSL_*</c>. Stores may be PKCS#12 or PEM: their content is what counts, not the type option.</remarks>
public abstract class TlsOptions
{
    /// <summary>Whether TLS is used.</summary>
    [Option("ssl", Default = false, Summary = "Use TLS.")]
    public virtual bool Ssl { get; init; }

    /// <summary>The file with the own certificate and its private key.</summary>
    [Option("keystore", Summary = "PKCS#12 or PEM file with the own certificate and private key; default: javax.net.ssl.keyStore.")]
    public virtual string? Keystore { get; init; }

    /// <summary>The password of the key store, and of the key in it.</summary>
    [Option("keystore-password", Secret = true,
        Summary = "Password of the keystore and of its key; default: javax.net.ssl.keyStorePassword.")]
    public virtual string? KeystorePassword { get; init; }

    /// <summary>Flume's name of the format; the content decides.</summary>
    [Option("keystore-type", Default = "JKS", Summary = "Accepted for Flume's sake: the format is told by the file's content.")]
    public virtual string? KeystoreType { get; init; }

    /// <summary>The file with the certificates that a peer may be vouched for by.</summary>
    [Option("truststore", Summary = "PKCS#12 or PEM file with trusted certificates; default: javax.net.ssl.trustStore, then the system's.")]
    public virtual string? Truststore { get; init; }

    /// <summary>The password of the trust store.</summary>
    [Option("truststore-password", Secret = true,
        Summary = "Password of the truststore; default: javax.net.ssl.trustStorePassword.")]
    public virtual string? TruststorePassword { get; init; }

    /// <summary>Flume's name of the format; the content decides.</summary>
    [Option("truststore-type", Default = "JKS", Summary = "Accepted for Flume's sake: the format is told by the file's content.")]
    public virtual string? TruststoreType { get; init; }

    /// <summary>Protocols that are not used.</summary>
    [Option("exclude-protocols", Default = "SSLv3", Summary = "TLS protocols that are not used; SSLv3 never is.")]
    public virtual IReadOnlyList<string> ExcludeProtocols { get; init; } = null!;

    /// <summary>The only protocols that are used.</summary>
    [Option("include-protocols", Summary = "The only TLS protocols used, of TLSv1.2 and TLSv1.3; default: both.")]
    public virtual IReadOnlyList<string> IncludeProtocols { get; init; } = null!;

    /// <summary>Cipher suites that are not used.</summary>
    [Option("exclude-cipher-suites", Summary = "Cipher suites that are not used, such as TLS_RSA_WITH_AES_128_CBC_SHA.")]
    public virtual IReadOnlyList<string> ExcludeCipherSuites { get; init; } = null!;

    /// <summary>The only cipher suites that are used.</summary>
    [Option("include-cipher-suites", Summary = "The only cipher suites used; default: the system's.")]
    public virtual IReadOnlyList<string> IncludeCipherSuites { get; init; } = null!;
}

/// <summary>Whether a listener asks its clients for a certificate.</summary>
public enum ClientAuth
{
    /// <summary>It does not, as in Flume.</summary>
    None,

    /// <summary>It does, and checks the certificate of a client that has one.</summary>
    Optional,

    /// <summary>Only clients with a trusted certificate are served.</summary>
    Required,
}

/// <summary>The TLS options of a listener. <see cref="ServerTls.Create"/> makes them work.</summary>
public class ServerTlsOptions : TlsOptions
{
    /// <summary>Ours: whether clients need a certificate that the trust store vouches for.</summary>
    [Option("client-auth", Default = ClientAuth.None,
        Summary = "Ask clients for a certificate that the truststore vouches for. FlumePlug's own, not in Flume.")]
    public virtual ClientAuth ClientAuth { get; init; }
}

/// <summary>The TLS options of a client. <see cref="ClientTls"/> makes them work.</summary>
public class ClientTlsOptions : TlsOptions
{
    /// <summary>Whether any certificate will do.</summary>
    [Option("trust-all-certs", Default = false, Summary = "Accept any certificate of any server: for tests only.")]
    public virtual bool TrustAllCerts { get; init; }

    /// <summary>Ours: whether the server's certificate must name the host; null: the host decides.</summary>
    [Option("verify-hostname", Summary = "Whether the server's certificate must name the host; default: true, and under Flume's "
        + "command line (agent) a warning. FlumePlug's own, not in Flume.")]
    public virtual bool? VerifyHostname { get; init; }
}
