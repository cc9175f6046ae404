using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Legacy.Tests;

public sealed class ConformanceTests
{
    private static readonly ConditionalWeakTable<ISource, Socket> Clients = [];
    private static readonly ConditionalWeakTable<ISource, Sender> Senders = [];

    private static readonly SourceConformance<ThriftLegacySource> Thrift = new(context => new ThriftLegacySource(Sources.Options, context))
    {
        Feed = async (source, _, texts, token) =>
        {
            if (!Clients.TryGetValue(source, out var client))
                Clients.Add(source, client = await source.ConnectAsync());
            await client.SendAsync(texts.SelectMany(Sources.Append).ToArray(), SocketFlags.None, token);
        },
    };

    private static readonly SourceConformance<AvroLegacySource> Avro = new(context => new AvroLegacySource(Sources.Options, context))
    {
        PutsAgain = true,
        Feed = (source, _, texts, _) =>
        {
            var sender = Senders.GetOrCreateValue(source);
            sender.Sent = sender.Sent.ContinueWith(
                _ => SendAsync(source.Port, texts), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
            return Task.CompletedTask;
        },
    };

    public static TheoryData<string> PromisesOfThrift => [.. Thrift.Names];

    public static TheoryData<string> PromisesOfAvro => [.. Avro.Names];

    [Theory]
    [MemberData(nameof(PromisesOfThrift))]
    public Task ThriftLegacy_keeps_what_every_source_promises(string promise) => Thrift.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(PromisesOfAvro))]
    public Task AvroLegacy_keeps_what_every_source_promises(string promise) => Avro.RunAsync(promise, TestContext.Current.CancellationToken);

    private static async Task SendAsync(int port, IReadOnlyList<string> texts)
    {
        try
        {
            foreach (var text in texts)
                await OldAvro.AppendAsync(port, text, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // The source has stopped.
        }
    }

    private sealed class Sender
    {
        public Task Sent { get; set; } = Task.CompletedTask;
    }
}
