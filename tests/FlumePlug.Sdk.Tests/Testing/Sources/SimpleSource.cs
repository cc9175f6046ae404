using System.Threading.Channels;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Testing;

/// <summary>The one thing that a <see cref="SimpleSource"/> does wrong.</summary>
public enum SourceFault
{
    None,
    IgnoresItsToken,
    GivesNoTokenToPuts,
    DiesOfARefusal,
    ReturnsAfterARefusal,
    LosesEvents,
    DoublesEvents,
    Reorders,
    ForgetsRefused,
    WritesAfterThePut,
    DisposesTwice,
    NeverDisposes,
    ThrowsOnTheSecondStop,
    NeedsAStartToStop,
}

/// <summary>Puts what a queue brings; correct unless told to be wrong in one way.</summary>
[Source("simple")]
public sealed class SimpleSource(bool putsAgain, SourceFault fault = SourceFault.None) : ISource
{
    private readonly Channel<string[]> _incoming = System.Threading.Channels.Channel.CreateUnbounded<string[]>();
    private int _puts;
    private bool _started;
    private int _stops;

    public void Receive(IEnumerable<string> texts) => _incoming.Writer.TryWrite([.. texts]);

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (fault == SourceFault.NeedsAStartToStop && !_started)
            throw new InvalidOperationException("not started");
        if (fault == SourceFault.ThrowsOnTheSecondStop && _stops++ > 0)
            throw new InvalidOperationException("already stopped");
        return ValueTask.CompletedTask;
    }

    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        if (fault == SourceFault.IgnoresItsToken)
            cancellationToken = CancellationToken.None;
        while (true)
        {
            var texts = await _incoming.Reader.ReadAsync(cancellationToken);
            if (fault == SourceFault.Reorders)
                Array.Reverse(texts);
            if (fault == SourceFault.LosesEvents && texts.Length > 1)
                texts = texts[1..];
            if (fault == SourceFault.DoublesEvents)
                texts = [.. texts, texts[0]];
            while (!await TryPutAsync(channels, texts, cancellationToken) && putsAgain && fault != SourceFault.ForgetsRefused)
                await Task.Yield();
            if (fault == SourceFault.ReturnsAfterARefusal && _puts < 0)
                return;
        }
    }

    private async Task<bool> TryPutAsync(IChannelProcessor channels, string[] texts, CancellationToken cancellationToken)
    {
        var batch = BatchOf(texts);
        try
        {
            await channels.PutAsync(batch, fault == SourceFault.GivesNoTokenToPuts ? CancellationToken.None : cancellationToken);
            if (fault == SourceFault.WritesAfterThePut)
                batch.SetHeader("late", "yes");
            return true;
        }
        catch (ChannelException) when (fault != SourceFault.DiesOfARefusal)
        {
            _puts = int.MinValue;
            return false;
        }
        finally
        {
            if (fault != SourceFault.NeverDisposes)
                batch.Dispose();
            if (fault == SourceFault.DisposesTwice)
                batch.Dispose();
        }
    }
}
