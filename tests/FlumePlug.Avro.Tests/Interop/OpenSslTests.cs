using System.Diagnostics;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Avro.Tests.Interop;

/// <summary>The other end of TLS is OpenSSL's command line: with a certificate of its own, without, and with one that nobody knows.</summary>
public sealed class OpenSslTests : IDisposable
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "flume-rpc-client");

    private readonly TestAuthority _authority = new();
    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_client_with_a_certificate_delivers(string version)
    {
        await using var source = await StartAsync();
        var certificate = _authority.KeystorePem("client");
        var answers = await AskAsync(source.Port, version, "-cert", certificate, "-key", certificate);
        var expected = new WireClient(new MemoryStream(File.ReadAllBytes(Golden + ".response")));
        Assert.Equal([await expected.ReceiveAsync(), await expected.ReceiveAsync()], answers);
        Assert.Equal(4, _channels.Events.All.Count);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_turned_away()
    {
        await using var source = await StartAsync();
        Assert.Empty(await AskAsync(source.Port));
        await RefusedAsync(source);
    }

    [Fact]
    public async Task A_client_of_another_authority_is_turned_away()
    {
        using var stranger = new TestAuthority("CN=Stranger");
        await using var source = await StartAsync();
        var certificate = stranger.KeystorePem("client");
        Assert.Empty(await AskAsync(source.Port, "-cert", certificate, "-key", certificate));
        await RefusedAsync(source);
    }

    [Fact]
    public async Task Our_sink_shows_its_certificate_and_is_turned_away_without_one()
    {
        await using var source = await StartAsync();
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using (var known = new AvroSink(Options(source.Port, _authority.Keystore("client")), context))
            await known.DeliverAsync(EventOf("known"));
        await using (var unknown = new AvroSink(Options(source.Port, null), context))
            await Assert.ThrowsAsync<EventDeliveryException>(() => unknown.DeliverAsync(EventOf("unknown")));
        Assert.Equal(["known"], _channels.Events.Texts);
    }

    public void Dispose() => _authority.Dispose();

    private Task<RunningSource> StartAsync() => RunningSource.StartAsync(_channels, new AvroSourceOptions
    {
        Bind = "127.0.0.1",
        Port = 0,
        MaxMessageSize = 1024 * 1024,
        Ssl = true,
        Keystore = _authority.Keystore(),
        KeystorePassword = TestAuthority.Password,
        Truststore = _authority.Truststore,
        TruststorePassword = TestAuthority.Password,
        ClientAuth = ClientAuth.Required,
    });

    private AvroSinkOptions Options(int port, string? keystore) => new()
    {
        Hostname = "localhost",
        Port = port,
        ClientType = "default",
        BatchSize = 100,
        ConnectTimeout = 20_000,
        RequestTimeout = 20_000,
        Ssl = true,
        Keystore = keystore,
        KeystorePassword = TestAuthority.Password,
        Truststore = _authority.Truststore,
        TruststorePassword = TestAuthority.Password,
    };

    private static async Task RefusedAsync(RunningSource source)
    {
        await Eventually.TrueAsync(() => source.Context.Logged.TextsOf(LogLevel.Warning).Count > 0, () => "nothing was logged");
        Assert.Contains("does not speak Avro RPC as this source does", Assert.Single(source.Context.Logged.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
    }

    // Sends what a client of Flume's sent, an append and a batch, and says what was answered.
    private async Task<List<(int Serial, string Answer)>> AskAsync(int port, params string[] arguments)
    {
        Peer.Require(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        using var client = Process.Start(new ProcessStartInfo("/usr/bin/openssl",
            ["s_client", "-connect", $"127.0.0.1:{port}", "-CAfile", _authority.TruststorePem, "-verify_return_error", "-verify_hostname", "localhost", "-quiet", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var told = client.StandardError.ReadToEndAsync(Token);
        var answers = new List<(int, string)>();
        try
        {
            await client.StandardInput.BaseStream.WriteAsync(File.ReadAllBytes(Golden + ".request"), Token);
            await client.StandardInput.BaseStream.FlushAsync(Token);
            var received = new WireClient(client.StandardOutput.BaseStream);
            while (answers.Count < 2)
                answers.Add(await received.ReceiveAsync());
        }
        catch (IOException)
        {
            // It has ended.
        }
        client.Kill();
        await client.WaitForExitAsync(Token);
        TestContext.Current.TestOutputHelper?.WriteLine(await told);
        return answers;
    }
}
