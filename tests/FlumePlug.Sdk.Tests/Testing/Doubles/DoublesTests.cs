using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Testing;

public class DoublesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refused_events_are_answered_one_by_one_and_stored_ones_in_runs()
    {
        var channels = new CollectingChannels
        {
            Refuse = kept =>
            kept.Text.StartsWith('x') ? new ChannelFullException("full") : null
        };
        var answers = new CollectedAnswers();
        using var batch = BatchOf("a", "b", "x1", "x2", "c");
        await channels.PutEachAsync(batch, answers, Cancellation);
        Assert.Equal([2, 1, 1, 1], answers.All.Select(answer => answer.Count));
        Assert.Equal([null, "full", "full", null], answers.All.Select(answer => answer.Refused?.Message));
        Assert.Equal((3, 2), (answers.Stored, answers.Refused));
        Assert.Equal(["a", "b", "c"], channels.Events.Texts);
    }

    [Fact]
    public async Task A_put_is_refused_whole()
    {
        var channels = new CollectingChannels { Refuse = kept => kept.Text == "b" ? new ChannelException("no b") : null };
        using var batch = BatchOf("a", "b");
        Assert.Equal("no b",
            (await Assert.ThrowsAsync<ChannelException>(async () => await channels.PutAsync(batch, Cancellation))).Message);
        channels.Refuse = _ => null;
        channels.RefuseNext();
        await Assert.ThrowsAsync<ChannelFullException>(async () => await channels.PutAsync(batch, Cancellation));
        await channels.PutAsync(batch, Cancellation);
        Assert.Equal(["a", "b"], channels.Events.Texts);
        Assert.Equal(3, channels.Puts);
    }

    [Fact]
    public async Task A_held_put_waits_for_its_release_and_honours_its_token()
    {
        var channels = new CollectingChannels();
        using var batch = BatchOf("a");
        channels.Hold();
        using var cancellation = new CancellationTokenSource();
        var cancelled = channels.PutAsync(batch, cancellation.Token).AsTask();
        var held = channels.PutAsync(batch, Cancellation).AsTask();
        await channels.WhenPutAsync(Cancellation);
        await channels.WhenPutAsync(Cancellation);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Empty(channels.Events.All);
        channels.Release();
        await held;
        await channels.Events.WhenAsync(1, Cancellation);
    }

    [Fact]
    public async Task A_gated_sink_holds_a_batch_until_it_is_opened()
    {
        var sink = new GatedSink();
        using var batch = BatchOf("a");
        var processing = sink.ProcessAsync(batch, Cancellation).AsTask();
        await sink.WhenHoldingAsync(Cancellation);
        Assert.Empty(sink.Events.All);
        sink.Open();
        await processing;
        Assert.Equal(["a"], sink.Events.Texts);
    }

    [Fact]
    public async Task A_collecting_sink_fails_when_it_is_told_to()
    {
        ISink sink = new CollectingSink();
        ((CollectingSink)sink).FailNext(new EventDeliveryException("down"));
        using var batch = BatchOf("a");
        await Assert.ThrowsAsync<EventDeliveryException>(async () => await sink.ProcessAsync(batch, Cancellation));
        await sink.ProcessAsync(batch, Cancellation);
        await sink.FlushAsync(Cancellation);
        await sink.TickAsync(Cancellation);
        Assert.Equal(["a"], ((CollectingSink)sink).Events.Texts);
        Assert.Equal((1, 1, 1), (((CollectingSink)sink).Batches, ((CollectingSink)sink).Flushes, ((CollectingSink)sink).Ticks));
    }

    [Fact]
    public void A_context_fills_slots_with_what_the_test_provides_and_keeps_what_is_logged()
    {
        using var context = new TestComponentContext("k1").Provide<IKeyProvider>("fixed", options =>
            new FixedKey(options["alias"]));
        var provider = context.Create(TestComponentContext.SlotOf<IKeyProvider>("FIXED", ("alias", "k")));
        Assert.Equal([(byte)'k'], provider.KeyOf("k"));
        Assert.Throws<ConfigurationException>(() => context.Create(TestComponentContext.SlotOf<IKeyProvider>("other")));
        context.Problems.Report("Cannot deliver.");
        context.Problems.Report("Cannot deliver.");
        Assert.Equal(["Cannot deliver."], context.Logged.TextsOf(LogLevel.Error));
    }

    [Fact]
    public void The_directory_of_a_context_goes_with_it()
    {
        string directory;
        using (var context = new TestComponentContext())
        {
            directory = context.ConfigurationDirectory;
            File.WriteAllText(Path.Combine(directory, "file"), "");
        }
        Assert.False(Directory.Exists(directory));
    }

    private sealed class FixedKey(string alias) : IKeyProvider
    {
        public byte[] KeyOf(string asked) =>
            asked == alias ? [(byte)alias[0]] : throw new ConfigurationException($"no key {asked}");
    }
}
