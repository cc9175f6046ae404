using FlumePlug.Sdk;
using Microsoft.Data.Sqlite;

namespace FlumePlug.Sqlite;

/// <summary>
/// The only thread that uses the database: puts that wait are written and flushed together, with what was taken; rows are read
/// ahead of the sinks; the write-ahead log is brought into the file when no put waits for it.
/// </summary>
internal sealed class StoreThread
{
    private const long CheckpointAfter = 16L * 1024 * 1024;
    private const long BytesBesideRows = 64 * 1024;
    private static readonly TimeSpan TakesWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly EventQueue _queue;
    private readonly StoreFile _file;
    private readonly Bell _bell;
    private readonly ComponentContext _context;
    private readonly RowWriter _writer = new();
    private readonly RowReader _reader;
    private readonly WriteGroup _group = new();
    private readonly ITimer _takesTimer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Store _store;
    private long _next;
    private long _unchecked;
    private volatile bool _takesDue;
    private volatile bool _stopping;

    /// <summary>Opens the database and lets puts and takes in.</summary>
    /// <exception cref="ChannelException">It cannot be used; the message says what to do.</exception>
    public StoreThread(EventQueue queue, StoreFile file, Bell bell, ComponentContext context)
    {
        (_queue, _file, _bell, _context) = (queue, file, bell, context);
        _reader = new RowReader(queue, context);
        _store = file.Open();
        var waiting = Begin();
        _takesTimer = context.Time.CreateTimer(_ => WriteTakes(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        queue.TakesBegan = () => _takesTimer.Change(TakesWait, Timeout.InfiniteTimeSpan);
        queue.Open(waiting);
        context.Counters[CounterNames.EventRecoveredCount].Set(waiting);
        new Thread(Run) { IsBackground = true, Name = $"sqlite {context.Name}" }.Start();
    }

    /// <summary>Writes what waits and closes the database.</summary>
    public Task StopAsync()
    {
        _queue.Close("is stopped");
        _stopping = true;
        _bell.Ring();
        return _ended.Task;
    }

    private long Begin()
    {
        try
        {
            (_next, var waiting) = _store.ReadState();
            _reader.Open(_store);
            return waiting;
        }
        catch (SqliteException damage) when (Store.IsDamage(damage))
        {
            _store.Dispose();
            _store = _file.Save(damage);
            (_next, var waiting) = _store.ReadState();
            _reader.Open(_store);
            return waiting;
        }
    }

    private void WriteTakes()
    {
        _takesDue = true;
        _bell.Ring();
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                var isLast = _stopping;
                while (WriteGroup(isLast) | ReadRows() | Checkpoint())
                {
                }
                if (isLast)
                    break;
                _bell.Wait();
            }
            BringLogIn(truncate: true);
        }
        catch (Exception failure)
        {
            _queue.Close($"failed: {failure.Message}");
            _context.Problems.Report($"The database {_store.Path} failed and is closed.", failure);
            while (_queue.TryBegin(_group, takes: false))
                Fail(failure);
        }
        finally
        {
            _takesTimer.Dispose();
            _store.Dispose();
            _ended.SetResult();
        }
    }

    // Whether there is more to do: a failure waits for the next put, or for a second.
    private bool WriteGroup(bool isLast)
    {
        if (!_queue.TryBegin(_group, _takesDue || isLast))
            return false;
        _takesDue = false;
        _group.CountEvents();
        try
        {
            _store.Begin();
            _writer.Next = _next;
            _unchecked += _writer.Write(_group, _store) + BytesBesideRows;
            foreach (var change in _group.Changes)
                _store.Write(change);
            _store.SetState(_writer.Next, _group.Waiting + _group.Events);
            _store.Commit();
        }
        catch (Exception failure) when (failure is SqliteException or ChannelException)
        {
            _store.RollBack();
            _writer.Forget();
            // With the log in the file, what was taken is written over its beginning and needs no more room.
            if (_group.Puts.Count == 0 && failure is SqliteException full && Store.IsFull(full))
                _unchecked = CheckpointAfter;
            Fail(failure);
            SaveIfDamaged(failure);
            if (!isLast)
                _takesTimer.Change(RetryAfter, Timeout.InfiniteTimeSpan);
            return false;
        }
        _next = _writer.Next;
        if (_group.IsKept)
            _reader.Next = _next;
        _queue.Succeed(_group);
        _group.Clear();
        return true;
    }

    private void Fail(Exception failure)
    {
        var told = failure as ChannelException
            ?? new ChannelException($"The database {_store.Path} could not store the events: {failure.Message}", failure);
        if (_group.Puts.Count == 0)
            _context.Problems.Report($"What was taken could not be noted in the database {_store.Path} and is tried again:", failure);
        _queue.Fail(_group, told);
        _group.Clear();
    }

    private bool ReadRows()
    {
        if (_stopping || !_queue.WantsRows)
            return false;
        try
        {
            _reader.Read(_store);
            return true;
        }
        catch (SqliteException failure)
        {
            _store.RollBack();
            if (SaveIfDamaged(failure))
                return true;
            _queue.FailRead(new ChannelException($"The database {_store.Path} could not be read: {failure.Message}", failure));
            return false;
        }
    }

    private bool Checkpoint()
    {
        if (_unchecked >= CheckpointAfter)
            BringLogIn(truncate: false);
        return false;
    }

    private void BringLogIn(bool truncate)
    {
        _unchecked = 0;
        try
        {
            _store.Checkpoint(truncate);
        }
        catch (SqliteException failure)
        {
            // The log grows meanwhile; nothing is lost.
            _context.Problems.Report($"The write-ahead log of the database {_store.Path} could not be brought into it.", failure);
            SaveIfDamaged(failure);
        }
    }

    private bool SaveIfDamaged(Exception failure)
    {
        if (failure is not SqliteException damage || !Store.IsDamage(damage))
            return false;
        _store.Dispose();
        _store = _file.Save(damage);
        return true;
    }
}
