using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk;

/// <summary>The TLS of a client: whom it trusts, and the certificate it shows when asked. Safe for concurrent calls.</summary>
public sealed class ClientTls
{
    private readonly ClientTlsOptions _options;
    private readonly GlobalTls _global;
    private readonly PeerTrust _trust;
    private readonly SslStreamCertificateContext? _own;
    private readonly bool _verifiesHost;
    private readonly ILogger _logger;
    private int _mismatchTold;

    private ClientTls(ClientTlsOptions options, GlobalTls global, bool verifiesHost, ILogger logger)
    {
        (_options, _global, _verifiesHost, _logger) = (options, global, verifiesHost, logger);
        _trust = new PeerTrust(options.TrustAllCerts ? null : TlsStores.Trusted(global, options));
        _own = OwnCertificate();
        // What cannot work is to be told now, not with the first connection.
        _ = Authentication("", _ => { });
    }

    /// <summary>Reads the stores; null when <c>ssl</c> is off. To be called in the constructor of the component.</summary>
    /// <exception cref="ConfigurationException">The options cannot work.</exception>
    public static ClientTls? Create(ClientTlsOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Create(options, context.Properties, context.IsStrict, context.Logger);
    }

    /// <summary>The same for a client outside an agent.</summary>
    /// <param name="options">The options; null when <c>ssl</c> is off.</param>
    /// <param name="properties">The global ssl options under their Java names; environment variables stand behind them.</param>
    /// <param name="verifyHostname">What counts where the options do not say.</param>
    /// <param name="logger">Where a host name that is not verified is told.</param>
    /// <exception cref="ConfigurationException">The options cannot work.</exception>
    public static ClientTls? Create(
        ClientTlsOptions options, IReadOnlyDictionary<string, string> properties, bool verifyHostname, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Ssl ? new ClientTls(options, new GlobalTls(properties), options.VerifyHostname ?? verifyHostname, logger) : null;
    }

    /// <summary>Shakes hands with a server; the result owns <paramref name="transport"/>.</summary>
    /// <exception cref="AuthenticationException">The server is not trusted, or speaks no TLS; the message names what to set.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<Stream> AuthenticateAsync(Stream transport, string host, CancellationToken cancellationToken)
    {
        var stream = new TlsStream(transport);
        string? refusal = null;
        try
        {
            await stream.AuthenticateAsClientAsync(Authentication(host, reason => refusal = reason), cancellationToken);
            return stream;
        }
        catch (Exception failure)
        {
            await stream.DisposeAsync();
            if (failure is AuthenticationException)
                throw new AuthenticationException(refusal is not null ? $"The server at {host} is not trusted: {refusal}"
                    : $"The TLS handshake with {host} failed; is ssl on there, too? {ServerTls.Innermost(failure)}", failure);
            if (failure is IOException)
                throw new IOException($"The TLS handshake with {host} was broken off; is ssl on there, too? {failure.Message}", failure);
            throw;
        }
    }

    private SslClientAuthenticationOptions Authentication(string host, Action<string> refused) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _own,
        EnabledSslProtocols = TlsSelection.RemainingProtocols(_global.IncludeProtocols(_options), _global.ExcludeProtocols(_options)),
        CipherSuitesPolicy = TlsSelection.RemainingSuites(_global.IncludeCipherSuites(_options), _global.ExcludeCipherSuites(_options)),
        CertificateChainPolicy = _trust.Policy,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        AllowRenegotiation = false,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            var reason = _options.TrustAllCerts ? null : Refusal(host, certificate as X509Certificate2, chain, errors);
            if (reason is not null)
                refused(reason);
            return reason is null;
        },
    };

    private string? Refusal(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "it showed no certificate.";
        if (_trust.Refusal(certificate, chain, errors) is { } untrusted)
            return $"{untrusted}. Check truststore.";
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return null;
        var mismatch = $"its certificate names {string.Join(", ", NamesOf(certificate))}, not {host}";
        if (_verifiesHost)
            return $"{mismatch}. Set verify-hostname = false to accept it.";
        if (_options.VerifyHostname is null && Interlocked.Exchange(ref _mismatchTold, 1) == 0)
            _logger.LogWarning("The server at {Host} is trusted though {Mismatch}, as in Flume: set verify-hostname = true to refuse it", host, mismatch);
        return null;
    }

    private static List<string> NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))).ToList();
        return names.Count > 0 ? names : [$"'{certificate.Subject}'"];
    }

    // Flume's clients never show a certificate: the global key store, meant for listeners, is not used here.
    private SslStreamCertificateContext? OwnCertificate()
    {
        if (_options.Keystore is not { } path)
            return null;
        try
        {
            return TlsStores.Own(path, _options.KeystorePassword) ?? throw new CryptographicException("it holds no private key");
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The keystore {path} cannot be used: {unusable.Message}", unusable);
        }
    }
}
