using System.Net;
using System.Security.Cryptography.X509Certificates;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Http.Tests;

public sealed class TlsTests
{
    private readonly CollectingChannels _channels = new();

    [Fact(Timeout = 60_000)]
    public async Task Requests_come_over_TLS_and_a_client_without_it_is_closed()
    {
        using var authority = new TestAuthority();
        using var root = X509CertificateLoader.LoadCertificateFromFile(authority.TruststorePem);
        await using var source = await RunningSource.StartAsync(
            _channels, RunningSource.OptionsOf(ssl: true, keystore: authority.Keystore(), password: TestAuthority.Password));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(root);
        using var client = new HttpClient(handler);
        for (var i = 0; i < 3; i++)
        {
            using var content = new StringContent($$"""[{"body":"secret {{i}}"},{"body":"{{new string('x', 50_000)}}"}]""");
            using var answer = await client.PostAsync(new Uri($"https://localhost:{source.Port}/"), content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.Equal(["secret 0", "secret 1", "secret 2"], _channels.Events.Texts.Where(text => text.Length < 100));
        await Assert.ThrowsAsync<HttpRequestException>(() => source.PostAsync("[]"));
    }
}
