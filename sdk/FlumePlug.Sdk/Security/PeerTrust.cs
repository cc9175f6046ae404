using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace FlumePlug.Sdk;

/// <summary>Whether a peer's certificate is vouched for: by a trust store, or by the system's authorities where there is none.</summary>
internal sealed class PeerTrust(X509Certificate2Collection? trusted)
{
    /// <summary>How chains are built; null: the system's way.</summary>
    public X509ChainPolicy? Policy { get; } = trusted is null ? null : NewPolicy(trusted);

    /// <summary>Null when the chain is trusted, otherwise why it is not.</summary>
    public string? Refusal(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || chain is null || EndsAtTrusted(chain))
            return null;
        var reasons = chain.ChainElements.SelectMany(Reasons).Distinct().ToList();
        return reasons.Count > 0 ? string.Join(", ", reasons)
            : $"the certificate of '{certificate.Subject}' is not trusted: " + string.Join(", ", chain.ChainStatus.Select(status => status.Status));
    }

    // As in Java any certificate of a trust store ends a chain, not only one that signed itself.
    private bool EndsAtTrusted(X509Chain chain)
    {
        const X509ChainStatusFlags OnlyTheEndIsOpen = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        return trusted is not null
            && chain.ChainStatus.All(status => (status.Status & ~OnlyTheEndIsOpen) == 0)
            && chain.ChainElements.Any(element => trusted.Any(one => one.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
    }

    private static IEnumerable<string> Reasons(X509ChainElement element)
    {
        var certificate = element.Certificate;
        foreach (var status in element.ChainElementStatus)
            yield return status.Status switch
            {
                X509ChainStatusFlags.NotTimeValid when certificate.NotAfter < DateTime.Now =>
                    $"the certificate of '{certificate.Subject}' expired at {Utc(certificate.NotAfter)}",
                X509ChainStatusFlags.NotTimeValid => $"the certificate of '{certificate.Subject}' is not valid before {Utc(certificate.NotBefore)}",
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain when certificate.Subject == certificate.Issuer =>
                    $"the certificate of '{certificate.Subject}' is self-signed and not in the truststore",
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain =>
                    $"'{certificate.Issuer}', which issued the certificate of '{certificate.Subject}', is not in the truststore",
                _ => $"the certificate of '{certificate.Subject}' cannot be used ({status.Status})",
            };
    }

    private static string Utc(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static X509ChainPolicy NewPolicy(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
