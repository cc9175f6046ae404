using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>
/// Random puts, takes, roll-backs, checkpoints, rolls and restarts of one channel, one after another, on a recorded disk,
/// with the moments at which something became true.
/// </summary>
internal sealed class Workload(FileChannelOptions options, int seed) : IDisposable
{
    private readonly Random _random = new(seed);
    private readonly List<int[]> _sizes = [];
    private FileChannel _channel = null!;
    private ManualTime _time = null!;

    public RecordedDisk Disk { get; } = new();

    /// <summary>The sizes of each put's events.</summary>
    public IReadOnlyList<int[]> Puts => _sizes;

    public async Task RunAsync(int steps)
    {
        using var context = Open();
        await _channel.StartAsync(CancellationToken.None);
        for (var step = 0; step < steps; step++)
            await StepAsync();
        await _channel.StopAsync(CancellationToken.None);
        Disk.Tell("closed", 0);
    }

    public void Dispose() => _channel.Dispose();

    private TestComponentContext Open()
    {
        var context = new TestComponentContext();
        _time = context.Clock;
        _channel = new FileChannel(options, Keys.Two.In(context), Disk);
        return context;
    }

    private async Task StepAsync()
    {
        switch (_random.Next(12))
        {
            case < 4:
                await PutAsync(1);
                break;
            case < 6:
                await PutAsync(1 + _random.Next(4));
                break;
            case < 9:
                await TakeAsync(_random.Next(4) > 0);
                break;
            case 9:
                await LetTakesBeWrittenAsync();
                break;
            case 10:
                await CheckpointAsync();
                break;
            default:
                await RestartAsync();
                break;
        }
    }

    // Several puts at a time: begun in their order, before the thread that writes sees the first.
    private async Task PutAsync(int count)
    {
        var begun = new List<(int Number, IPut Put, EventBatch Batch, Task Commit)>();
        for (var i = 0; i < count; i++)
        {
            var sizes = Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => _random.Next(20) == 0 ? 3000 : _random.Next(200)).ToArray();
            var number = _sizes.Count;
            var batch = EventBatch.Create();
            for (var index = 0; index < sizes.Length; index++)
                batch.AddCopy(TakenEvent.HeadersOf(number), new TakenEvent(number, index).Body(sizes[index]));
            var put = await _channel.ReserveAsync(batch, Fit.Now, CancellationToken.None);
            if (put.Count < sizes.Length)
            {
                await put.DisposeAsync();
                batch.Dispose();
                continue;
            }
            _sizes.Add(sizes);
            Disk.Tell("begun", number);
            begun.Add((number, put, batch, put.CommitAsync(sizes.Length, CancellationToken.None).AsTask()));
        }
        foreach (var (number, put, batch, commit) in begun)
        {
            await commit;
            Disk.Tell("stored", number);
            await put.DisposeAsync();
            batch.Dispose();
        }
    }

    private async Task<bool> TakeAsync(bool commit)
    {
        if (await _channel.TakeAsync(1 + _random.Next(8), CancellationToken.None) is not { } take)
            return false;
        await using (take)
        {
            var taken = TakenEvent.AllOf(take.Batch);
            if (!commit)
                return false;
            await take.CommitAsync(CancellationToken.None);
            foreach (var one in taken)
                Disk.Tell($"taken {one.Index}", one.Put);
            return true;
        }
    }

    private async Task LetTakesBeWrittenAsync()
    {
        await PutAsync(1);
        _time.Advance(GroupCommit.TakesWaitAtMost);
        var flushed = Disk.When(operation => options.FsyncPerTransaction ? operation is DiskOperation.Flush : operation is DiskOperation.Write);
        if (!await TakeAsync(commit: true))
            return;
        _time.Advance(GroupCommit.TakesWaitAtMost);
        await flushed.WaitAsync(TimeSpan.FromSeconds(10));
        await PutAsync(1);
    }

    private async Task CheckpointAsync()
    {
        await PutAsync(1);
        var written = Disk.When(operation => operation is DiskOperation.FlushDirectory flush && flush.Directory == options.ToSettings().CheckpointDirectory);
        _time.Advance(TimeSpan.FromSeconds(31));
        await written.WaitAsync(TimeSpan.FromSeconds(10));
        Disk.Tell("flushed", 0);
        await PutAsync(1);
    }

    private async Task RestartAsync()
    {
        await _channel.StopAsync(CancellationToken.None);
        Disk.Tell("flushed", 0);
        Open();
        await _channel.StartAsync(CancellationToken.None);
    }
}
