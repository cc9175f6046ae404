using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FlumePlug.Sdk;

/// <summary>The TLS of a listener: certificate, protocols and what is asked of clients. Safe for concurrent calls.</summary>
public sealed class ServerTls
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;

    private ServerTls(SslServerAuthenticationOptions authentication, TimeProvider time) => (Authentication, _time) = (authentication, time);

    /// <summary>For listeners that run TLS themselves, such as Kestrel.</summary>
    public SslServerAuthenticationOptions Authentication { get; }

    /// <summary>Reads the stores; null when <c>ssl</c> is off. To be called in the constructor of the component.</summary>
    /// <exception cref="ConfigurationException">The options cannot work.</exception>
    public static ServerTls? Create(ServerTlsOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (!options.Ssl)
            return null;
        var global = new GlobalTls(context.Properties);
        var trust = new PeerTrust(options.ClientAuth == ClientAuth.None ? null : TlsStores.Trusted(global, options)
            ?? throw new ConfigurationException("truststore must be specified when client-auth is on"));
        return new ServerTls(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = OwnCertificate(global, options, context),
            EnabledSslProtocols = TlsSelection.RemainingProtocols(global.IncludeProtocols(options), global.ExcludeProtocols(options)),
            CipherSuitesPolicy = TlsSelection.RemainingSuites(global.IncludeCipherSuites(options), global.ExcludeCipherSuites(options)),
            ClientCertificateRequired = options.ClientAuth != ClientAuth.None,
            CertificateChainPolicy = trust.Policy,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
            RemoteCertificateValidationCallback = options.ClientAuth == ClientAuth.None ? null : (_, certificate, chain, errors) =>
                certificate is X509Certificate2 given ? Accepts(trust.Refusal(given, chain, errors), context)
                    : options.ClientAuth == ClientAuth.Optional || Accepts("it has none", context),
        }, context.Time);
    }

    /// <summary>Answers a client's handshake within half a minute; the result owns <paramref name="transport"/>.</summary>
    /// <exception cref="AuthenticationException">The client speaks no TLS, shares no protocol or suite with us, or is not let in.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<Stream> AuthenticateAsync(Stream transport, CancellationToken cancellationToken)
    {
        var stream = new TlsStream(transport);
        try
        {
            using var late = new CancellationTokenSource(HandshakeTime, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            await stream.AuthenticateAsServerAsync(Authentication, either.Token);
            return stream;
        }
        catch (Exception failure)
        {
            await stream.DisposeAsync();
            if (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new AuthenticationException("A client did not finish the TLS handshake in time.", failure);
            if (failure is AuthenticationException)
                throw new AuthenticationException($"The TLS handshake of a client failed; is ssl on there, too? {Innermost(failure)}", failure);
            throw;
        }
    }

    internal static string Innermost(Exception failure) => failure.GetBaseException().Message;

    private static bool Accepts(string? refusal, ComponentContext context)
    {
        if (refusal is not null)
            context.Problems.Report($"A client was refused for its certificate (client-auth): {refusal}.");
        return refusal is null;
    }

    private static SslStreamCertificateContext OwnCertificate(GlobalTls global, ServerTlsOptions options, ComponentContext context)
    {
        var path = global.Keystore(options) ?? throw new ConfigurationException("keystore must be specified when SSL is enabled");
        try
        {
            return TlsStores.Own(path, global.KeystorePassword(options)) ?? throw new CryptographicException("it holds no private key");
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Source {context.Name} configured with invalid keystore: {path}: {unusable.Message}", unusable);
        }
    }
}
