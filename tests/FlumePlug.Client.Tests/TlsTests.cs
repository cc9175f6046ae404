using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.Client.Tests.Clients;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Client.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly CollectingChannels _channels = new();
    private readonly CollectingLogger _logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Events_arrive_over_tls_and_compression(bool deflate, bool insideTls)
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(deflate, _authority));
        await using var client = FlumeClient.Create(To(source.Port) with { Tls = Trusting(), Deflate = deflate, CompressInsideTls = insideTls });
        await client.AppendBatchAsync(Events(500), Token);
        Assert.Equal(Texts(500), _channels.Events.Texts);
    }

    [Fact]
    public async Task A_client_made_in_code_refuses_a_certificate_for_another_host_and_one_of_properties_warns_once()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(tls: _authority));
        await using var strict = FlumeClient.Create(Elsewhere(source.Port) with { Tls = Trusting() }, _logger);
        var failure = await Assert.ThrowsAnyAsync<EventDeliveryException>(() => strict.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains("Set verify-hostname = false to accept it", failure.Message, StringComparison.Ordinal);

        await using var lenient = FlumeClient.FromProperties(new Dictionary<string, string>
        {
            ["hosts"] = "h1",
            ["hosts.h1"] = $"127.0.0.1:{source.Port}",
            ["ssl"] = "true",
            ["truststore"] = _authority.Truststore,
            ["truststore-password"] = TestAuthority.Password,
        }, _logger);
        await lenient.AppendAsync(EventOf("b"), Token);
        Assert.Equal(["b"], _channels.Events.Texts);
        Assert.Contains("verify-hostname", Assert.Single(_logger.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_is_refused()
    {
        using var stranger = new TestAuthority("CN=Stranger");
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(tls: stranger));
        await using var client = FlumeClient.Create(To(source.Port) with { Tls = Trusting() });
        var failure = await Assert.ThrowsAnyAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains("is not trusted", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Tls_on_one_side_only_is_an_error_that_says_so(bool there, bool here)
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(tls: there ? _authority : null));
        await using var client = FlumeClient.Create(To(source.Port) with { Tls = here ? Trusting() : null });
        var failure = await Assert.ThrowsAnyAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains("ssl", failure.Message, StringComparison.Ordinal);
    }

    private ClientTlsOptions Trusting() => new() { Ssl = true, Truststore = _authority.Truststore, TruststorePassword = TestAuthority.Password };

    private static FlumeClientOptions Elsewhere(int port) => new() { Hosts = [new("127.0.0.1", port)] };
}
