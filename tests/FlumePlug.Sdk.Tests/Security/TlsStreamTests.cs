using System.Net.Sockets;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Security;

/// <summary>What TLS does with the bytes once hands are shaken.</summary>
public sealed class TlsStreamTests : IAsyncDisposable
{
    private const int MostTogether = 128 * 1024;

    private readonly TestAuthority _authority = new();
    private readonly TestComponentContext _context = new("r1");
    private WatchedTransport? _clientTransport;
    private WatchedTransport? _serverTransport;
    private Socket? _clientSocket;
    private Handshake? _connection;

    private Stream Client => _connection!.Client!;

    private Stream Server => _connection!.Server!;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _authority.Dispose();
        _context.Dispose();
    }

    [Theory]
    [InlineData("TLSv1.2")]
    [InlineData("TLSv1.3")]
    public async Task Whatever_the_sizes_of_writes_and_reads_the_bytes_arrive_in_both_directions(string protocol)
    {
        await ConnectAsync(protocol);
        await Task.WhenAll(CarryAsync(Client, Server, seed: 1), CarryAsync(Server, Client, seed: 2));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16 * 1024, 1)]
    [InlineData(64 * 1024, 1)]
    [InlineData(1024 * 1024, 12)]
    public async Task The_records_of_a_write_leave_together_and_without_a_flush(int size, int mostSends)
    {
        await ConnectAsync();
        var (before, sent) = (_clientTransport!.Writes, Bytes(size));
        var arriving = ReadExactlyAsync(Server, size);
        await Client.WriteAsync(sent, TestContext.Current.CancellationToken);
        Assert.Equal(sent, await arriving);
        Assert.InRange(_clientTransport.Writes - before, 1, mostSends);
    }

    [Fact]
    public async Task A_connection_that_waits_holds_no_memory_to_receive_into()
    {
        await ConnectAsync();
        await Client.WriteAsync(Bytes(MostTogether), TestContext.Current.CancellationToken);
        await ReadExactlyAsync(Server, MostTogether);
        Assert.True(_serverTransport!.LastRead >= MostTogether);
        // The system sometimes ends a read of nothing for bytes that were read before: the next one waits with memory, once.
        var withoutMemory = 0;
        for (var round = 0; round < 20; round++)
        {
            var waiting = Server.ReadAsync(new byte[100], TestContext.Current.CancellationToken);
            withoutMemory += _serverTransport.LastRead == 0 ? 1 : 0;
            await Client.WriteAsync(new byte[] { 7 }, TestContext.Current.CancellationToken);
            Assert.Equal(1, await waiting);
        }
        Assert.InRange(withoutMemory, 10, 20);
    }

    [Fact]
    public async Task A_read_that_is_given_up_loses_nothing()
    {
        await ConnectAsync();
        using var patience = new CancellationTokenSource();
        var waiting = Server.ReadAsync(new byte[100], patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var sent = Bytes(50_000);
        await Client.WriteAsync(sent, TestContext.Current.CancellationToken);
        Assert.Equal(sent, await ReadExactlyAsync(Server, sent.Length));
    }

    [Fact]
    public async Task Who_has_sent_all_is_read_to_the_end_and_still_answered()
    {
        await ConnectAsync();
        var sent = Bytes(200_000);
        var arriving = ReadExactlyAsync(Server, sent.Length);
        await Client.WriteAsync(sent, TestContext.Current.CancellationToken);
        _clientSocket!.Shutdown(SocketShutdown.Send);
        Assert.Equal(sent, await arriving);
        Assert.Equal(0, await Server.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        await Server.WriteAsync(sent, TestContext.Current.CancellationToken);
        Assert.Equal(sent, await ReadExactlyAsync(Client, sent.Length));
    }

    [Fact]
    public async Task A_write_that_the_other_end_does_not_read_waits_and_can_be_given_up()
    {
        await ConnectAsync();
        using var patience = new CancellationTokenSource();
        var stuck = Client.WriteAsync(Bytes(64 * 1024 * 1024), patience.Token).AsTask();
        await Eventually.TrueAsync(() => _clientTransport!.Writes > 10, "something was sent");
        Assert.False(stuck.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
    }

    [Fact]
    public async Task Closing_ends_a_read_and_a_write_that_are_under_way()
    {
        await ConnectAsync();
        var reading = Client.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        var writing = Client.WriteAsync(Bytes(64 * 1024 * 1024), TestContext.Current.CancellationToken).AsTask();
        await Client.DisposeAsync();
        // A read may see the end before it sees that the stream is closed.
        var read = 0;
        var failure = await Record.ExceptionAsync(async () => read = await reading);
        Assert.True(failure is not null || read == 0);
        await Assert.ThrowsAnyAsync<Exception>(() => writing);
    }

    private async Task ConnectAsync(string? protocol = null)
    {
        var server = ServerTls.Create(new ServerTlsOptions { Ssl = true, Keystore = _authority.Keystore(), KeystorePassword = TestAuthority.Password }, _context)!;
        var client = ClientTls.Create(new ClientTlsOptions
        {
            Ssl = true,
            Truststore = _authority.Truststore,
            TruststorePassword = TestAuthority.Password,
            IncludeProtocols = protocol is null ? null! : [protocol],
        }, _context)!;
        _connection = await Handshake.RunAsync(
            stream => server.AuthenticateAsync(_serverTransport = new(stream), default),
            stream =>
            {
                _clientSocket = ((NetworkStream)stream).Socket;
                return client.AuthenticateAsync(_clientTransport = new(stream), "localhost", default);
            });
        Assert.Null(_connection.ClientFailure);
        // What TLS 1.3 sends behind the handshake is read by the client's first read.
        Assert.True(await _connection.CarriesBytesAsync());
    }

    private static async Task CarryAsync(Stream from, Stream to, int seed)
    {
        var random = new Random(seed);
        var sent = Bytes(3_000_000);
        var arriving = ReadInPiecesAsync(to, sent.Length, new Random(seed));
        for (var next = 0; next < sent.Length;)
        {
            var count = Math.Min(sent.Length - next, 1 + random.Next(random.Next(3) switch { 0 => 10, 1 => 40_000, _ => 400_000 }));
            await from.WriteAsync(sent.AsMemory(next, count));
            next += count;
        }
        Assert.Equal(sent, await arriving);
    }

    private static async Task<byte[]> ReadInPiecesAsync(Stream stream, int count, Random random)
    {
        var read = new byte[count];
        for (var next = 0; next < count;)
        {
            var received = await stream.ReadAsync(read.AsMemory(next, Math.Min(count - next, 1 + random.Next(100_000))));
            Assert.NotEqual(0, received);
            next += received;
        }
        return read;
    }

    private static async Task<byte[]> ReadExactlyAsync(Stream stream, int count)
    {
        var read = new byte[count];
        await stream.ReadExactlyAsync(read);
        return read;
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
