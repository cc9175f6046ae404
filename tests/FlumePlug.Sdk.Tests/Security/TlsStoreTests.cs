using System.Diagnostics;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Security;

public sealed class TlsStoreTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestComponentContext _context = new("r1");

    public void Dispose()
    {
        _authority.Dispose();
        _context.Dispose();
    }

    [Fact]
    public void A_server_without_a_keystore_is_refused_in_Flumes_words() =>
        Refused("keystore must be specified when SSL is enabled", null, null);

    [Fact]
    public void A_keystore_without_its_password_is_refused_naming_the_option() =>
        Refused("needs a password: set keystore-password", _authority.Keystore(), null);

    [Fact]
    public void A_wrong_password_is_refused() =>
        Refused("Source r1 configured with invalid keystore: " + _authority.Keystore(), _authority.Keystore(), "wrong");

    [Fact]
    public void A_keystore_that_is_not_there_is_refused() =>
        Refused("Source r1 configured with invalid keystore: /nowhere/k.p12", "/nowhere/k.p12", "x");

    [Fact]
    public void A_keystore_without_a_key_is_refused() =>
        Refused("it holds no private key", _authority.Truststore, TestAuthority.Password);

    [Fact]
    public void What_is_no_store_at_all_is_refused() =>
        Refused("neither PKCS#12 nor PEM", _authority.Write("k.jks", "hello"u8.ToArray()), "x");

    [Fact]
    public void A_real_jks_is_refused_with_the_command_that_converts_it()
    {
        var jks = _authority.Write("server.jks", [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2]);
        Refused($"keytool -importkeystore -srckeystore {jks} -destkeystore {Path.ChangeExtension(jks, ".p12")} -deststoretype PKCS12", jks, "x");
    }

    [Fact]
    public void Stores_that_Javas_keytool_made_are_read_whatever_their_type_option_says()
    {
        var store = Path.Combine(Path.GetDirectoryName(_authority.Truststore)!, "java.p12");
        Keytool($"-genkeypair -alias a -dname CN=java -keyalg RSA -keystore {store} -storepass {TestAuthority.Password} -storetype PKCS12");
        var options = new ServerTlsOptions { Ssl = true, Keystore = store, KeystorePassword = TestAuthority.Password, KeystoreType = "JKS" };
        Assert.Equal("CN=java", ServerTls.Create(options, _context)!.Authentication.ServerCertificateContext!.TargetCertificate.Subject);
    }

    [Fact]
    public async Task A_truststore_that_Javas_keytool_made_vouches()
    {
        var store = Path.Combine(Path.GetDirectoryName(_authority.Truststore)!, "java-trust.p12");
        Keytool($"-importcert -noprompt -alias a -file {_authority.TruststorePem} -keystore {store} -storepass {TestAuthority.Password}");
        var server = new ServerTlsOptions { Ssl = true, Keystore = _authority.Keystore(), KeystorePassword = TestAuthority.Password };
        var client = new ClientTlsOptions { Ssl = true, Truststore = store, TruststorePassword = TestAuthority.Password };
        await using var shaken = await Handshake.RunAsync(server, client, _context);
        Assert.True(await shaken.CarriesBytesAsync());
    }

    [Fact]
    public void Client_certificates_need_a_truststore() => Refused("truststore must be specified when client-auth is on",
        new ServerTlsOptions
        {
            Ssl = true,
            Keystore = _authority.Keystore(),
            KeystorePassword = TestAuthority.Password,
            ClientAuth = ClientAuth.Required,
        });

    [Fact]
    public void No_protocol_left_is_refused() => Refused("No TLS protocol remains",
        new ServerTlsOptions
        {
            Ssl = true,
            Keystore = _authority.Keystore(),
            KeystorePassword = TestAuthority.Password,
            IncludeProtocols = ["TLSv1.1"],
        });

    [Fact]
    public void No_cipher_suite_left_is_refused() => Refused("No cipher suite remains",
        new ServerTlsOptions
        {
            Ssl = true,
            Keystore = _authority.Keystore(),
            KeystorePassword = TestAuthority.Password,
            IncludeCipherSuites = ["NO_SUCH_SUITE"],
        });

    [Fact]
    public void A_truststore_that_cannot_be_used_is_refused_when_the_client_is_made()
    {
        var refused = Assert.Throws<ConfigurationException>(
            () => ClientTls.Create(new ClientTlsOptions { Ssl = true, Truststore = _authority.Truststore }, _context));
        Assert.Contains("set truststore-password", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Global_options_stand_behind_the_components_own()
    {
        _context.Given["javax.net.ssl.keyStore"] = _authority.Keystore("global");
        _context.Given["javax.net.ssl.keyStorePassword"] = TestAuthority.Password;
        _context.Given["flume.ssl.include.protocols"] = "TLSv1.3, TLSv1.2";
        _context.Given["flume.ssl.exclude.protocols"] = "TLSv1.2";
        var global = ServerTls.Create(new ServerTlsOptions { Ssl = true }, _context)!.Authentication;
        Assert.Equal("CN=global", global.ServerCertificateContext!.TargetCertificate.Subject);
        Assert.Equal(System.Security.Authentication.SslProtocols.Tls13, global.EnabledSslProtocols);

        var own = ServerTls.Create(new ServerTlsOptions
        {
            Ssl = true,
            Keystore = _authority.Keystore("own"),
            ExcludeProtocols = ["TLSv1.3"],
        }, _context)!.Authentication;
        Assert.Equal("CN=own", own.ServerCertificateContext!.TargetCertificate.Subject);
        Assert.Equal(System.Security.Authentication.SslProtocols.Tls12, own.EnabledSslProtocols);
    }

    private void Refused(string because, string? keystore, string? password) =>
        Refused(because, new ServerTlsOptions { Ssl = true, Keystore = keystore, KeystorePassword = password });

    private void Refused(string because, ServerTlsOptions options) => Assert.Contains(
        because, Assert.Throws<ConfigurationException>(() => ServerTls.Create(options, _context)).Message, StringComparison.Ordinal);

    private static void Keytool(string arguments)
    {
        Process keytool;
        try
        {
            keytool = Process.Start(new ProcessStartInfo("keytool", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Peer.Require(false, "Java's keytool is not there");
            return;
        }
        using (keytool)
        {
            var told = keytool.StandardOutput.ReadToEnd();
            keytool.WaitForExit();
            Assert.True(keytool.ExitCode == 0, told);
        }
    }
}
