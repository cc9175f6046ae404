using System.Net.Security;
using System.Security.Authentication;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk.Tests.Security;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestComponentContext _context = new("r1");

    public void Dispose()
    {
        _authority.Dispose();
        _context.Dispose();
    }

    [Fact]
    public async Task A_client_and_a_server_with_stores_understand_each_other()
    {
        await using var shaken = await Handshake.RunAsync(ServerOf(_authority.Keystore()), Client(), _context);
        Assert.True(await shaken.CarriesBytesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pem_files_serve_as_stores(bool encryptedKey)
    {
        var server = ServerOf(_authority.KeystorePem(encrypted: encryptedKey));
        var client = new ClientTlsOptions { Ssl = true, Truststore = _authority.TruststorePem };
        await using var shaken = await Handshake.RunAsync(server, client, _context);
        Assert.True(await shaken.CarriesBytesAsync());
    }

    [Fact]
    public void Without_ssl_there_is_no_tls_whatever_else_is_given()
    {
        Assert.Null(ServerTls.Create(new ServerTlsOptions { Keystore = "/nowhere" }, _context));
        Assert.Null(ClientTls.Create(new ClientTlsOptions { Truststore = "/nowhere" }, _context));
    }

    [Fact]
    public async Task A_server_that_nobody_trusts_is_refused_with_the_reason()
    {
        using var other = new TestAuthority("CN=Somebody Else");
        await using var shaken = await Handshake.RunAsync(ServerOf(other.Keystore()), Client(), _context);
        var failure = Assert.IsType<AuthenticationException>(shaken.ClientFailure);
        Assert.Contains("'CN=Somebody Else', which issued the certificate of 'CN=localhost', is not in the truststore", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_with_its_date()
    {
        var expired = _authority.Keystore(until: new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var shaken = await Handshake.RunAsync(ServerOf(expired), Client(), _context);
        var failure = Assert.IsType<AuthenticationException>(shaken.ClientFailure);
        Assert.Contains("'CN=localhost' expired at 2026-03-01 12:00:00Z", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_trusts_all_asks_nothing()
    {
        using var other = new TestAuthority("CN=Somebody Else");
        var client = new ClientTlsOptions { Ssl = true, TrustAllCerts = true };
        await using var shaken = await Handshake.RunAsync(ServerOf(other.Keystore("elsewhere")), client, _context);
        Assert.True(await shaken.CarriesBytesAsync());
    }

    [Fact]
    public async Task A_certificate_of_the_truststore_itself_is_trusted_though_its_authority_is_unknown()
    {
        var chain = _authority.KeystorePem();
        var leaf = File.ReadAllText(chain).Split("-----END CERTIFICATE-----")[0];
        leaf = leaf[leaf.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal)..] + "-----END CERTIFICATE-----\n";
        var client = new ClientTlsOptions { Ssl = true, Truststore = _authority.Write("leaf.pem", System.Text.Encoding.UTF8.GetBytes(leaf)) };
        await using var shaken = await Handshake.RunAsync(ServerOf(chain), client, _context);
        Assert.True(await shaken.CarriesBytesAsync());
    }

    [Fact]
    public async Task A_wrong_host_name_is_refused_and_the_message_names_the_option()
    {
        await using var shaken = await Handshake.RunAsync(ServerOf(_authority.Keystore("elsewhere")), Client(), _context);
        Assert.Equal("The server at localhost is not trusted: its certificate names elsewhere, not localhost. "
            + "Set verify-hostname = false to accept it.", Assert.IsType<AuthenticationException>(shaken.ClientFailure).Message);
    }

    [Fact]
    public async Task Under_Flumes_command_line_a_wrong_host_name_is_one_warning()
    {
        _context.Strict = false;
        await using var shaken = await Handshake.RunAsync(ServerOf(_authority.Keystore("elsewhere")), Client(), _context);
        Assert.True(await shaken.CarriesBytesAsync());
        Assert.Contains("set verify-hostname = true", Assert.Single(_context.Logged.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Verify_hostname_counts_under_either_command_line(bool verify, bool isLetIn)
    {
        _context.Strict = !verify;
        await using var shaken = await Handshake.RunAsync(ServerOf(_authority.Keystore("elsewhere")), Client(verify), _context);
        Assert.Equal(isLetIn, shaken.ClientFailure is null);
        Assert.Empty(_context.Logged.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_not_let_in_where_one_is_required()
    {
        await using var shaken = await Handshake.RunAsync(ServerOf(_authority.Keystore(), ClientAuth.Required), Client(), _context);
        Assert.IsType<AuthenticationException>(shaken.ServerFailure);
        Assert.Contains("client-auth", _context.Logged.TextsOf(LogLevel.Error).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_client_certificate_that_the_truststore_vouches_for_is_let_in()
    {
        var server = ServerOf(_authority.Keystore(), ClientAuth.Required);
        await using var shaken = await Handshake.RunAsync(server, Client(keystore: _authority.Keystore("client")), _context);
        Assert.True(await shaken.CarriesBytesAsync());

        using var other = new TestAuthority("CN=Somebody Else");
        await using var refused = await Handshake.RunAsync(server, Client(keystore: other.Keystore("client")), _context);
        Assert.IsType<AuthenticationException>(refused.ServerFailure);
    }

    [Fact]
    public async Task Where_a_client_certificate_is_optional_none_will_do_but_a_bad_one_will_not()
    {
        var server = ServerOf(_authority.Keystore(), ClientAuth.Optional);
        await using var shaken = await Handshake.RunAsync(server, Client(), _context);
        Assert.True(await shaken.CarriesBytesAsync());

        using var other = new TestAuthority("CN=Somebody Else");
        await using var refused = await Handshake.RunAsync(server, Client(keystore: other.Keystore("client")), _context);
        Assert.IsType<AuthenticationException>(refused.ServerFailure);
    }

    [Theory]
    [InlineData("TLSv1.2", SslProtocols.Tls12)]
    [InlineData("TLSv1.3", SslProtocols.Tls13)]
    public async Task Only_included_protocols_are_used(string included, SslProtocols used)
    {
        await using var shaken = await Handshake.RunAsync(ServerOf(_authority.Keystore(), include: [included]), Client(), _context);
        Assert.Equal(used, Assert.IsAssignableFrom<SslStream>(shaken.Server).SslProtocol);
    }

    [Fact]
    public async Task An_excluded_cipher_suite_is_not_used()
    {
        var server = new ServerTlsOptions
        {
            Ssl = true,
            Keystore = _authority.Keystore(),
            KeystorePassword = TestAuthority.Password,
            IncludeProtocols = ["TLSv1.3"],
            ExcludeCipherSuites = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_NO_SUCH_SUITE"],
        };
        await using var shaken = await Handshake.RunAsync(server, Client(), _context);
        Assert.Equal(TlsCipherSuite.TLS_AES_128_GCM_SHA256, Assert.IsAssignableFrom<SslStream>(shaken.Server).NegotiatedCipherSuite);
    }

    [Fact]
    public async Task An_end_that_speaks_no_tls_is_told_apart()
    {
        var server = ServerTls.Create(ServerOf(_authority.Keystore()), _context)!;
        await using var plainClient = await Handshake.RunAsync(stream => server.AuthenticateAsync(stream, default), async stream =>
        {
            await stream.WriteAsync("\0\0\0\u0001\0\0\0\u0002 no TLS at all"u8.ToArray());
            return stream;
        });
        Assert.Contains("is ssl on there, too?", Assert.IsType<AuthenticationException>(plainClient.ServerFailure).Message, StringComparison.Ordinal);

        var client = ClientTls.Create(Client(), _context)!;
        await using var plainServer = await Handshake.RunAsync(async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            return stream;
        }, stream => client.AuthenticateAsync(stream, "localhost", default));
        Assert.Contains("is ssl on there, too?", Assert.IsType<AuthenticationException>(plainServer.ClientFailure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_finish_the_handshake_is_given_up()
    {
        var server = ServerTls.Create(ServerOf(_authority.Keystore()), _context)!;
        await using var shaken = await Handshake.RunAsync(
            stream =>
            {
                var shaking = server.AuthenticateAsync(stream, default);
                _context.Clock.Advance(TimeSpan.FromSeconds(31));
                return shaking;
            },
            stream => ValueTask.FromResult(stream));
        Assert.Contains("in time", Assert.IsType<AuthenticationException>(shaken.ServerFailure).Message, StringComparison.Ordinal);
    }

    private static ServerTlsOptions ServerOf(string keystore, ClientAuth clientAuth = ClientAuth.None, string[]? include = null) => new()
    {
        Ssl = true,
        Keystore = keystore,
        KeystorePassword = TestAuthority.Password,
        IncludeProtocols = include ?? [],
        ClientAuth = clientAuth,
        Truststore = clientAuth == ClientAuth.None ? null : Path.Combine(Path.GetDirectoryName(keystore)!, "trust.p12"),
        TruststorePassword = TestAuthority.Password,
    };

    private ClientTlsOptions Client(bool? verify = null, string? keystore = null) => new()
    {
        Ssl = true,
        Truststore = _authority.Truststore,
        TruststorePassword = TestAuthority.Password,
        VerifyHostname = verify,
        Keystore = keystore,
        KeystorePassword = TestAuthority.Password,
    };
}
