using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>What the store sees of the queue: what to write, and where to leave what it read.</summary>
internal sealed partial class EventQueue
{
    private const long ReadBelow = 4L * 1024 * 1024;
    private const long KeepBelow = 8L * 1024 * 1024;
    private const long MostBytesWritten = 16L * 1024 * 1024;

    /// <summary>Called when a take was committed and none before it waits to be written.</summary>
    public Action? TakesBegan { get; set; }

    /// <summary>Whether the store has rows that there is room for in memory.</summary>
    public bool WantsRows
    {
        get
        {
            lock (_lock)
                return _unread && _runs.Bytes < ReadBelow;
        }
    }

    /// <summary>Lets puts and takes in; so many events wait in the database.</summary>
    public void Open(long waiting)
    {
        lock (_lock)
            (_closed, _used, _unread) = (null, waiting, true);
        _arrived.Raise();
    }

    /// <summary>Lets nobody in any more; those who are in are answered.</summary>
    public void Close(string reason)
    {
        lock (_lock)
            _closed = reason;
        _read.Raise();
    }

    /// <summary>
    /// Moves the puts that wait, and what was taken if <paramref name="takes"/> or anything is put, to a group; false: there is
    /// nothing to do.
    /// </summary>
    public bool TryBegin(WriteGroup group, bool takes)
    {
        lock (_lock)
        {
            long bytes = 0;
            while (_puts.TryPeek(out var put) && bytes < MostBytesWritten)
            {
                bytes += put.Bytes;
                group.Puts.Add(_puts.Dequeue());
            }
            if (group.Puts.Count == 0 && !(takes && _changed.Count > 0))
                return false;
            foreach (var row in _changed)
            {
                row.IsChanged = false;
                group.Rows.Add(row);
                group.Changes.Add(new RowChange(row.First, row.IsGone ? null : row.Taken.ToBytes(row.First)));
            }
            _changed.Clear();
            group.Waiting = _used - _reserved;
            group.IsKept = !_unread && _runs.Bytes < KeepBelow;
            return true;
        }
    }

    /// <summary>The group is on the disk: its events can be taken, its puts are answered.</summary>
    public void Succeed(WriteGroup group)
    {
        if (group.Events > 0)
        {
            lock (_lock)
            {
                _reserved -= group.Events;
                foreach (var run in group.Runs)
                {
                    _runs.Add(run);
                    _inMemory += run.Count;
                }
                _unread |= !group.IsKept;
            }
            _arrived.Raise();
        }
        foreach (var put in group.Puts)
            put.Succeed();
    }

    /// <summary>The group was not written: its puts are told, what was taken is written with the next one.</summary>
    public void Fail(WriteGroup group, Exception failure)
    {
        lock (_lock)
        {
            foreach (var put in group.Puts)
                Free(put.Committed);
            foreach (var row in group.Rows)
                NoteChange(row);
        }
        foreach (var run in group.Runs)
            run.Batch.Dispose();
        foreach (var put in group.Puts)
            put.Fail(failure);
    }

    /// <summary>Adds a run that was read; takes over a reference to its batch.</summary>
    public void Add(in Run read)
    {
        lock (_lock)
        {
            _runs.Add(read);
            _inMemory += read.Count;
        }
    }

    /// <summary>A row was found to be gone although it is still in the database.</summary>
    public void AddGone(Row row)
    {
        lock (_lock)
            NoteChange(row);
    }

    /// <summary>
    /// Takes go on with what was read. At the end of the database the count of waiting events is put right; returns how many
    /// are missing there.
    /// </summary>
    public long EndRead(bool isEnd)
    {
        long missing = 0;
        lock (_lock)
        {
            if (isEnd)
            {
                _unread = false;
                missing = _used - _reserved - _inMemory;
                _used -= missing;
            }
        }
        _read.Raise();
        _arrived.Raise();
        return missing;
    }

    /// <summary>Those who wait for rows are told that they could not be read.</summary>
    public void FailRead(Exception failure) => _read.Fail(failure);
}
