using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>A started channel and the few moves that tests are made of.</summary>
internal sealed class Opened : IAsyncDisposable
{
    private Opened(FileChannelOptions options, TestComponentContext context, Disk disk) =>
        (Context, Channel) = (context, new FileChannel(options, context, disk));

    public TestComponentContext Context { get; }

    public FileChannel Channel { get; }

    public IEnumerable<string> Log => Context.Logged.Lines.Select(line => line.Text);

    public static async Task<Opened> StartAsync(
        FileChannelOptions options, Disk? disk = null, string name = "c1", Keys? keys = null, TimeProvider? time = null)
    {
        var opened = new Opened(options, (keys ?? Keys.Two).In(new TestComponentContext(name, time)), disk ?? new LocalDisk());
        try
        {
            await opened.Channel.StartAsync(CancellationToken.None);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
        return opened;
    }

    public async Task PutAsync(params string[] bodies)
    {
        using var batch = TestEvents.BatchOf(bodies);
        await using var put = await Channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None);
        await put.CommitAsync(bodies.Length, CancellationToken.None);
    }

    /// <summary>Takes up to that many events for good.</summary>
    public async Task<string[]> TakeAsync(int max)
    {
        if (await Channel.TakeAsync(max, CancellationToken.None) is not { } take)
            return [];
        await using (take)
        {
            string[] texts = [.. TestEvents.TextsOf(take.Batch)];
            await take.CommitAsync(CancellationToken.None);
            return texts;
        }
    }

    public async Task<string[]> DrainAsync()
    {
        var drained = new List<string>();
        while (await TakeAsync(100) is { Length: > 0 } some)
            drained.AddRange(some);
        return [.. drained];
    }

    /// <summary>Stops and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Channel.StopAsync(CancellationToken.None);
        Channel.Dispose();
        Context.Dispose();
    }
}
