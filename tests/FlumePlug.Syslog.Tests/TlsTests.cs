using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Syslog.Tests;

public sealed class TlsTests
{
    private const int Limit = 60_000;

    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Messages_come_over_TLS_and_a_client_without_it_is_closed()
    {
        using var authority = new TestAuthority();
        await using var source = await RunningSource.TcpAsync(_channels, Secured(authority.Keystore()));
        using (var plain = await source.SendAsync("<13>1 - h no TLS here\n"))
            Assert.Equal(0, await plain.ReceiveAsync(new byte[10], SocketFlags.None, Token));
        using var socket = await source.ConnectAsync();
        var trusting = ClientTls.Create(
            new ClientTlsOptions { Ssl = true, Truststore = authority.TruststorePem }, source.Context.Properties, true, source.Context.Logger)!;
        await using var tls = await trusting.AuthenticateAsync(new NetworkStream(socket), "localhost", Token);
        for (var i = 0; i < 3; i++)
        {
            await tls.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"<13>1 - h {i}\n<13>1 - h {i}a\n<13>"), Token);
            await tls.WriteAsync("1 - h split\n"u8.ToArray(), Token);
            await _channels.Events.WhenAsync((i * 3) + 3, Token);
        }
        Assert.Equal(["0", "0a", "split", "1", "1a", "split", "2", "2a", "split"], _channels.Events.Texts);
    }

    [Fact]
    public void Ssl_without_a_keystore_is_refused()
    {
        using var context = new TestComponentContext();
        var failure = Assert.Throws<ConfigurationException>(() => new SyslogTcpSource(Secured(null), context));
        Assert.Equal("keystore must be specified when SSL is enabled", failure.Message);
    }

    private static SyslogTcpOptions Secured(string? keystore) => new()
    {
        Host = "127.0.0.1",
        EventSize = 2500,
        KeepFields = KeepFields.None,
        MaxConnections = 100,
        Ssl = true,
        Keystore = keystore,
        KeystorePassword = keystore is null ? null : TestAuthority.Password,
        ExcludeProtocols = ["SSLv3"],
        IncludeProtocols = [],
        ExcludeCipherSuites = [],
        IncludeCipherSuites = [],
    };
}
