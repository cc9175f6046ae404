using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Avro.Tests.Interop;

/// <summary>Our sink into Flume's avro sources, one for each transport, which store into files.</summary>
public sealed class ToFlumeTests(ToFlumeTests.Receiver receiver) : IClassFixture<ToFlumeTests.Receiver>
{
    private static readonly string[] Transports = ["plain", "deflate", "tls", "both"];

    public static TheoryData<string> Names => [.. Transports];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Flume_stores_what_our_sink_sends(string transport)
    {
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using var sink = new AvroSink(
            Sinks.Options(receiver.PortOf(transport), transport is "deflate" or "both", transport is "tls" or "both" ? receiver.Authority : null), context);
        await sink.DeliverAsync(EventOf("single", ("käse", "brötchen€😀")));
        await sink.DeliverAsync(EventOf(""));
        var many = Enumerable.Range(0, 10_000).Select(i => EventOf($"body {i}", ("k", $"{i / 100}"))).ToArray();
        await sink.DeliverAsync(many);
        // Several calls of one flush: Flume answers one connection by several threads, and order must be kept all the same.
        for (var i = 0; i < 8; i++)
        {
            using var batch = BatchOf([.. Enumerable.Range(0, 50).Select(j => $"ordered {(i * 50) + j}")]);
            await sink.ProcessAsync(batch, TestContext.Current.CancellationToken);
        }
        await sink.FlushAsync(TestContext.Current.CancellationToken);

        var lines = await receiver.LinesOfAsync(transport, 2 + 10_000 + 400);

        Assert.Equal("{käse=brötchen€😀} single", lines[0]);
        Assert.Equal("{} ", lines[1]);
        Assert.Equal(many.Select((_, i) => $"{{k={i / 100}}} body {i}"), lines.Skip(2).Take(10_000));
        Assert.Equal(Enumerable.Range(0, 400).Select(i => $"{{}} ordered {i}"), lines.Skip(10_002));
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_arrives()
    {
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using var sink = new AvroSink(Sinks.Options(receiver.PortOf("large")), context);
        var body = new string('x', 10 * 1024 * 1024);
        await sink.DeliverAsync(EventOf(body));
        Assert.Equal(["{} " + body], await receiver.LinesOfAsync("large", 1));
    }

    [Fact]
    public async Task A_full_channel_of_Flumes_is_answered_failed_and_thrown()
    {
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using var sink = new AvroSink(Sinks.Options(receiver.PortOf("full")), context);
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync([.. Enumerable.Range(0, 20).Select(i => EventOf($"{i}"))]));
        Assert.Contains("Avro RPC call returned Status: FAILED", failure.Message, StringComparison.Ordinal);
    }

    public sealed class Receiver : IAsyncLifetime
    {
        private static readonly string[] Sources = [.. Transports, "large", "full"];

        private readonly Dictionary<string, int> _ports = Sources.ToDictionary(name => name, _ => FlumePeer.FreePort());
        private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("flumeplug-");
        private FlumePeer? _flume;

        internal TestAuthority Authority { get; } = new();

        internal int PortOf(string source)
        {
            FlumePeer.Require();
            return _ports[source];
        }

        public async ValueTask InitializeAsync()
        {
            if (!FlumePeer.IsThere)
                return;
            // The sinks start before the sources.
            _flume = await FlumePeer.RunAgentAsync(Configuration(), "Component type: SOURCE, name: both started");
            await Eventually.TrueAsync(() => Sources.All(name => _flume!.LogText.Contains($"name: {name} started", StringComparison.Ordinal)), () => _flume!.LogText);
        }

        public async ValueTask DisposeAsync()
        {
            if (_flume is not null)
                await _flume.DisposeAsync();
            Authority.Dispose();
            _files.Delete(recursive: true);
        }

        internal async Task<IReadOnlyList<string>> LinesOfAsync(string source, int count)
        {
            var directory = Path.Combine(_files.FullName, source);
            // What stands behind the last newline is still being written.
            string[] Lines() => string.Concat(Directory.GetFiles(directory).Select(File.ReadAllText)).Split('\n')[..^1];
            await Eventually.TrueAsync(() => Lines().Length >= count, () => $"{Lines().Length} of {count} lines\n{_flume!.LogText}");
            return Lines();
        }

        private string Configuration()
        {
            var text = $"a1.sources = {string.Join(' ', Sources)}\na1.channels = {string.Join(' ', Sources)}\na1.sinks = {string.Join(' ', Sources[..^1])}\n";
            foreach (var name in Sources)
            {
                var directory = Directory.CreateDirectory(Path.Combine(_files.FullName, name)).FullName;
                var capacity = name == "full" ? 10 : 20_000;
                text += $"""
                    a1.sources.{name}.type = avro
                    a1.sources.{name}.bind = localhost
                    a1.sources.{name}.port = {_ports[name]}
                    a1.sources.{name}.channels = {name}
                    a1.channels.{name}.type = memory
                    a1.channels.{name}.capacity = {capacity}
                    a1.channels.{name}.transactionCapacity = {capacity}
                    a1.channels.{name}.byteCapacity = 100000000
                    a1.channels.{name}.keep-alive = 0
                    a1.sinks.{name}.type = file_roll
                    a1.sinks.{name}.channel = {name}
                    a1.sinks.{name}.sink.directory = {directory}
                    a1.sinks.{name}.sink.rollInterval = 0
                    a1.sinks.{name}.sink.serializer = header_and_text

                    """;
                if (name is "deflate" or "both")
                    text += $"a1.sources.{name}.compression-type = deflate\n";
                if (name is "tls" or "both")
                    text += $"a1.sources.{name}.ssl = true\na1.sources.{name}.keystore = {Authority.Keystore()}\n"
                        + $"a1.sources.{name}.keystore-password = {TestAuthority.Password}\na1.sources.{name}.keystore-type = PKCS12\n";
            }
            return text;
        }
    }
}
