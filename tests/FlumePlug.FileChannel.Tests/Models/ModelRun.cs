using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Does the steps with a channel and with the model, and compares.</summary>
internal sealed class ModelRun(FileChannelOptions options) : IDisposable
{
    private readonly ChannelModel _model = new();
    private readonly List<int> _unflushed = [];
    private RecordedDisk _disk = new();
    private ModelDisk _start = new();
    private TestComponentContext _context = null!;
    private FileChannel _channel = null!;
    private bool _hurt;
    private string? _complaint;

    /// <summary>Why the run is wrong; null when it is right.</summary>
    public async Task<string?> RunAsync(IEnumerable<Step> steps)
    {
        await StartAsync();
        foreach (var step in steps)
            if (await DoAsync(step) is { } wrong)
                return $"{step}: {wrong}";
        await RestartAsync();
        while (await TakeAsync(10, commit: true) is var (wrong, count))
        {
            if (wrong is not null)
                return "at the end: " + wrong;
            if (count == 0)
                break;
        }
        _model.Ended();
        if (_channel.Fill.Size != 0)
            return $"{_channel.Fill.Size} events wait at the end and none comes";
        await RestartAsync();
        return _complaint is null ? null : $"nothing was damaged and yet it says: {_complaint}";
    }

    public void Dispose()
    {
        _channel.Dispose();
        _context.Dispose();
    }

    private async Task<string?> DoAsync(Step step)
    {
        switch (step.Move)
        {
            case Move.Put or Move.PutSeveral:
                await PutAsync(step.Move == Move.Put ? 1 : 2 + step.B % 3, step);
                return null;
            case Move.Take or Move.RollBack:
                return (await TakeAsync(1 + step.A % 10, step.Move == Move.Take)).Wrong;
            case Move.LogTakes:
                _context.Clock.Advance(GroupCommit.TakesWaitAtMost);
                return null;
            case Move.Flush:
                _context.Clock.Advance(TimeSpan.FromSeconds(options.FsyncInterval));
                return null;
            case Move.Checkpoint:
                _context.Clock.Advance(TimeSpan.FromMilliseconds(options.CheckpointInterval));
                return null;
            case Move.Fail:
                _disk.Fault = new Faults(step).Ask;
                return null;
            case Move.Restart:
                await RestartAsync();
                return null;
            case Move.Kill:
                Kill();
                await StartAsync();
                return null;
            case Move.CutPower:
                CutPower(step);
                await StartAsync();
                return null;
            default:
                await DamageAsync(step);
                return null;
        }
    }

    private async Task PutAsync(int puts, Step step)
    {
        var begun = new List<(int Number, EventBatch Batch, IPut Put, Task Commit)>();
        for (var i = 0; i < puts; i++)
        {
            var (number, count) = (_model.Next, 1 + (step.A + i) % 4);
            var batch = EventBatch.Create();
            for (var index = 0; index < count; index++)
                batch.AddCopy(TakenEvent.HeadersOf(number), new TakenEvent(number, index).Body(step.B % 50 == 0 ? 3000 : step.B % 200));
            var put = await _channel.ReserveAsync(batch, Fit.Now, CancellationToken.None);
            if (put.Count == count)
                _model.Began(count);
            begun.Add((number, batch, put, put.Count == count ? put.CommitAsync(count, CancellationToken.None).AsTask() : Task.CompletedTask));
        }
        foreach (var (number, batch, put, commit) in begun)
        {
            var isWhole = put.Count == batch.Count;
            try
            {
                await commit;
                if (isWhole)
                    Stored(number);
            }
            catch (ChannelException)
            {
                _model.Refused(number);
            }
            await put.DisposeAsync();
            batch.Dispose();
        }
    }

    private void Stored(int put)
    {
        _model.Stored(put);
        _unflushed.Add(put);
        // The takes were written down with it.
        if (options.FsyncPerTransaction)
            _model.TakesAreLogged();
    }

    private async Task<(string? Wrong, int Count)> TakeAsync(int max, bool commit)
    {
        var take = await _channel.TakeAsync(max, CancellationToken.None);
        List<TakenEvent> seen = take is null ? [] : TakenEvent.AllOf(take.Batch);
        var wrong = _model.Judge(seen, max);
        if (take is not null)
            await using (take)
                if (commit)
                {
                    await take.CommitAsync(CancellationToken.None);
                    _model.Took(seen);
                }
        return (wrong, seen.Count);
    }

    private async Task StartAsync()
    {
        _disk.Fault = null;
        _model.Started();
        _context = Keys.Two.In(new TestComponentContext());
        _channel = new FileChannel(options, _context, _disk);
        await _channel.StartAsync(CancellationToken.None);
    }

    private async Task RestartAsync()
    {
        var failed = _disk.Fault is not null;
        await _channel.StopAsync(CancellationToken.None);
        Closed();
        if (!failed)
            Lasting();
        await StartAsync();
    }

    // Nothing that it does from now on reaches the disk.
    private void Kill()
    {
        _disk.Fault = static _ => throw new IOException("The process is dead.");
        _channel.Dispose();
        Closed();
    }

    private void CutPower(Step step)
    {
        Kill();
        if (!options.FsyncPerTransaction)
            _model.Unflushed(_unflushed);
        _unflushed.Clear();
        var random = new Random(step.A * 10000 + step.B);
        var share = random.NextDouble();
        _start = CrashStates.At(_disk.Operations, _start, _ => random.NextDouble() < share);
        _disk = new RecordedDisk(_start.Clone());
    }

    private async Task DamageAsync(Step step)
    {
        if (step.B % 2 == 0)
            await RestartAsync();
        Kill();
        _disk.Fault = null;
        var before = _disk.State;
        if (DamagedFile.Choose(_disk, step.A) is not { } file)
        {
            await StartAsync();
            return;
        }
        _hurt = true;
        Damage(file, step);
        try
        {
            await StartAsync();
            file.Tell(_model);
        }
        catch (ChannelStorageException)
        {
            // It says that something is missing; whoever brings it back goes on with everything.
            _channel.Dispose();
            Closed();
            _start = before;
            _disk = new RecordedDisk(before.Clone());
            await StartAsync();
        }
    }

    private void Damage(DamagedFile file, Step step)
    {
        switch (step.Move)
        {
            case Move.Flip:
                file.Flip(_disk, step.B);
                break;
            case Move.Truncate:
                file.Truncate(_disk, step.B);
                break;
            default:
                file.Lose(_disk);
                break;
        }
    }

    private void Lasting()
    {
        _model.TakesAreLogged();
        _unflushed.Clear();
    }

    private void Closed()
    {
        // Without a flush for each put a power cut is damage.
        if (!_hurt && options.FsyncPerTransaction)
            _complaint ??= _context.Logged.Lines.Select(line => line.Text).FirstOrDefault(text => text.Contains("damaged", StringComparison.Ordinal));
        _context.Dispose();
    }
}
