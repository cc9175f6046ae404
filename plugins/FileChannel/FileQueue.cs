using System.Collections.Concurrent;
using FlumePlug.MemoryChannel;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.FileChannel;

/// <summary>
/// A durable queue over directories: transactions over the log. Opened once, closed once. Safe for concurrent calls.
/// </summary>
internal sealed class FileQueue : IGroupTarget, IDisposable
{
    private readonly Disk _disk;
    private readonly StoreSettings _settings;
    private readonly RoomSettings _roomSettings;
    private readonly ComponentContext _context;
    private readonly ChannelHealth _health;
    private readonly Room _room;
    private readonly TakeWaiters _takeWaiters = new();
    private readonly ConcurrentBag<FileTake> _freeTakes = [];
    private readonly List<IDisposable> _locks = [];
    private TakenEvents _taken = null!;
    private LogWriter _writer = null!;
    private LogReader _reader = null!;
    private CheckpointWriter _checkpoints = null!;
    private GroupCommit? _commits;
    private volatile bool _open;
    private long _nextSequence;
    private long _bytesTaken;

    public FileQueue(Disk disk, StoreSettings settings, RoomSettings room, ComponentContext context)
    {
        (_disk, _settings, _roomSettings, _context) = (disk, settings, room, context);
        _health = new ChannelHealth(context.Name, context.Problems, context.Counters);
        Puts = new FilePut.Pool(this);
        _room = new Room(room, Puts, context.Time);
    }

    public FilePut.Pool Puts { get; }

    public StoreSettings Settings => _settings;

    /// <summary>Events that are stored and not taken for good.</summary>
    public long Waiting => _open ? Volatile.Read(ref _nextSequence) - _taken.Count : 0;

    /// <summary>The number that the next event gets.</summary>
    public long NextSequence => Volatile.Read(ref _nextSequence);

    /// <summary>Locks the directories and finds out what is in them. Returns how many events wait.</summary>
    /// <exception cref="IOException">The directories cannot be used; the message says why.</exception>
    public long Open()
    {
        foreach (var directory in _settings.AllDirectories)
            _locks.Add(Lock(directory));
        KillPoint.Reach(KillPoint.LockTaken);
        var recovered = new LogRecovery(_disk, _settings, _context.Logger, _health.Damaged).Run();
        _taken = new TakenEvents(recovered.Consumed);
        _nextSequence = recovered.NextSequence;
        _writer = new LogWriter(_disk, _settings, recovered, _context.Time);
        FlushWhatWasFound(_writer);
        _reader = new LogReader(_disk, _settings, recovered, _health.Damaged, Lose);
        _checkpoints = new CheckpointWriter(_disk, _settings, recovered, _health);
        _room.Occupy(recovered.Waiting);
        _commits = new GroupCommit(_context.Name, this, _context.Time, _settings);
        KillPoint.Reach(KillPoint.Recovered);
        _open = true;
        _commits.Start();
        return recovered.Waiting;
    }

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        _open ? _room.ReserveAsync(batch, fit, cancellationToken) : throw Closed();

    public ITake? Take(int max)
    {
        if (!_open)
            throw Closed();
        var take = _freeTakes.TryTake(out var free) ? free : new FileTake(this);
        try
        {
            if (_reader.TryTake(take, Math.Min(max, _roomSettings.MaxBatch)))
            {
                take.Fill();
                KillPoint.Reach(KillPoint.TakeRead);
                return take;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Return(take);
            throw _health.TakeFailed(failure);
        }
        Return(take);
        return null;
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (!_open)
            throw Closed();
        // Looked at after joining: what comes in between wakes the waiter.
        var wait = _takeWaiters.Add(cancellationToken);
        if (_reader.HasEvents)
            _takeWaiters.WakeAll();
        return wait;
    }

    /// <summary>Stores what waits, writes the last checkpoint and gives the directories free. Twice is fine.</summary>
    public void Dispose()
    {
        _open = false;
        _commits?.Dispose();
        _room.Dispose();
        foreach (var held in _locks)
            held.Dispose();
        _locks.Clear();
    }

    /// <summary>The put joins the next group.</summary>
    public void Store(FilePut put)
    {
        if (put.Bytes > RecordHeader.LongestPayload / 2)
            put.Answer(new ChannelException($"A put of {put.Bytes} bytes is longer than a record can be; put fewer events at a time. "
                + $"[channel={_context.Name}]"));
        else if (_commits?.TryAdd(put) != true)
            put.Answer(Closed());
    }

    public void GiveBack(int events) => _room.GiveBack(events);

    public void Commit(FileTake take)
    {
        long bytes = 0;
        foreach (ref readonly var taken in take.Batch.Events)
            bytes += taken.Body.Length;
        Interlocked.Add(ref _bytesTaken, bytes);
        if (_taken.Add(take.Pieces))
            _commits!.TakesCame();
        _room.GiveBack(take.Count);
        KillPoint.Reach(KillPoint.TakeCommitted);
    }

    public void PutBack(FileTake take)
    {
        _reader.PutBack(take.Pieces);
        _takeWaiters.WakeAll();
    }

    public void Return(FileTake take) => _freeTakes.Add(take);

    void IGroupTarget.Store(List<FilePut> group)
    {
        var taken = _taken.TakeUnlogged();
        if (group.Count == 0 && taken.IsEmpty)
            return;
        ChannelException? refusal = null;
        try
        {
            _writer.Commit(group, taken, _settings.FlushEachGroup);
            _reader.Publish(group, _writer.NextSequence);
            Volatile.Write(ref _nextSequence, _writer.NextSequence);
            KillPoint.Reach(KillPoint.GroupPublished);
        }
        catch (Exception failure)
        {
            _taken.PutBackUnlogged(taken);
            if (!taken.IsEmpty)
                _commits!.TakesCame();
            if (group.Count > 0)
                refusal = _health.PutFailed(failure);
            else
                _health.TakesFailed(failure);
        }
        if (group.Count > 0 && refusal is null)
            _takeWaiters.WakeAll();
        foreach (var put in group)
            put.Answer(refusal);
        KillPoint.Reach(KillPoint.PutsAnswered);
    }

    void IGroupTarget.Tend(Duties due)
    {
        try
        {
            if (due.HasFlag(Duties.Flush))
                _writer.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _health.FlushFailed(failure);
        }
        var bytesTaken = Interlocked.Read(ref _bytesTaken);
        if (due.HasFlag(Duties.Checkpoint) || _checkpoints.IsDue(_writer, bytesTaken))
            _checkpoints.Write(_writer, _reader, _taken, bytesTaken, isFinal: false);
    }

    void IGroupTarget.Close()
    {
        KillPoint.Reach(KillPoint.Stopping);
        ((IGroupTarget)this).Store([]);
        if (_settings.CheckpointOnClose)
            _checkpoints.Write(_writer, _reader, _taken, _bytesTaken, isFinal: true);
        _writer.Dispose();
        _reader.Dispose();
        _health.Closed();
        KillPoint.Reach(KillPoint.Closed);
    }

    // The reader found numbers without events: their room is free.
    private void Lose(SequenceRange numbers)
    {
        _health.Lost(numbers);
        if (_taken.Add(numbers, out var added))
            _commits!.TakesCame();
        _room.GiveBack(added);
    }

    // A disk that takes nothing still gives its events out. Not tried again: nobody knows what a second flush would mean.
    private void FlushWhatWasFound(LogWriter writer)
    {
        try
        {
            writer.FlushWhatWasFound();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _context.Problems.Report("What the start found cannot be flushed; a power cut may take away what a killed process wrote last.", failure);
        }
    }

    private IDisposable Lock(string directory)
    {
        try
        {
            return _disk.Lock(directory, $"agent {_context.Agent}, channel {_context.Name}, process {Environment.ProcessId}");
        }
        catch (DirectoryLockedException locked)
        {
            throw new ChannelStorageException($"Cannot lock {directory}. The directory is already locked. [channel={_context.Name}]"
                + (locked.Holder.Length > 0 ? $" It is in use by {locked.Holder}." : ""));
        }
    }

    private ChannelException Closed() => new($"Channel closed [channel={_context.Name}]");
}
