using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>
/// The kernel's word that something in a directory changed (inotify). A thread waits for it and wakes the source; then nothing is
/// read until the source itself asks, so that a busy file costs nothing here.
/// </summary>
internal sealed class DirectoryWatch : IDisposable
{
    private const uint Changes = INotify.Modify | INotify.MovedFrom | INotify.MovedTo | INotify.Create | INotify.Delete;
    private const int HeaderLength = 16;

    private readonly int _queue;
    private readonly int _end;
    private readonly WakeUp _wake;
    private readonly AutoResetEvent _read = new(false);
    private readonly Dictionary<int, string> _watched = [];
    private readonly Dictionary<uint, string> _moving = [];
    private readonly byte[] _block = new byte[64 * 1024];
    private readonly char[] _path = new char[8 * 1024];
    private volatile bool _stopping;

    private DirectoryWatch(int queue, int end, WakeUp wake)
    {
        (_queue, _end, _wake) = (queue, end, wake);
        new Thread(WaitForChanges) { IsBackground = true, Name = "taildir-watch" }.Start();
    }

    /// <summary>Null, and the log says why: the kernel tells nothing, and files are polled.</summary>
    public static DirectoryWatch? TryStart(WakeUp wake, ComponentContext context)
    {
        var queue = INotify.Open(INotify.CloseOnExec | INotify.NonBlocking);
        var reason = Marshal.GetLastPInvokeErrorMessage();
        if (queue >= 0)
        {
            var end = INotify.OpenEvent(0, INotify.CloseOnExec | INotify.NonBlocking);
            if (end >= 0)
                return new DirectoryWatch(queue, end, wake);
            reason = Marshal.GetLastPInvokeErrorMessage();
            _ = INotify.Close(queue);
        }
        context.Logger.LogWarning(
            "Changes of files are not told by the kernel ({Reason}; see fs.inotify.max_user_instances): files are polled.", reason);
        return null;
    }

    /// <summary>Watches a directory, or a file behind a link; again and again does no harm. Returns why it cannot be watched, or null.</summary>
    /// <param name="path">What is watched.</param>
    /// <param name="told">The path that is told: the directory, or the link to the file.</param>
    public string? Add(string path, string told)
    {
        var watch = INotify.Add(_queue, FileStatus.Encode(path), Changes);
        if (watch < 0)
            return Marshal.GetLastPInvokeErrorMessage();
        _watched[watch] = told;
        return null;
    }

    /// <summary>Tells every change since the last call. False: there were too many, and anything may have changed.</summary>
    public bool Drain(IWatcher watcher)
    {
        var isComplete = true;
        while (INotify.Read(_queue, _block, _block.Length) is var read and > 0)
            isComplete &= Tell(_block.AsSpan(0, (int)read), watcher);
        _moving.Clear();
        _read.Set();
        return isComplete;
    }

    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _ = INotify.Write(_end, [1, 0, 0, 0, 0, 0, 0, 0], 8);
        _read.Set();
    }

    private bool Tell(ReadOnlySpan<byte> events, IWatcher watcher)
    {
        var isComplete = true;
        while (events.Length >= HeaderLength)
        {
            var watch = BinaryPrimitives.ReadInt32LittleEndian(events);
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(events[4..]);
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(events[12..]);
            var cookie = events[8..12];
            var name = events.Slice(HeaderLength, length);
            events = events[(HeaderLength + length)..];
            if ((mask & INotify.Overflow) != 0)
                isComplete = false;
            else if ((mask & INotify.Ignored) != 0)
                _watched.Remove(watch);
            else if (_watched.TryGetValue(watch, out var told))
                Tell(mask, BinaryPrimitives.ReadUInt32LittleEndian(cookie), PathOf(told, name), watcher);
        }
        return isComplete;
    }

    // A move comes as two events with the same number.
    private void Tell(uint mask, uint move, ReadOnlySpan<char> path, IWatcher watcher)
    {
        watcher.Touch(path);
        if ((mask & INotify.MovedFrom) != 0)
            _moving[move] = path.ToString();
        else if ((mask & INotify.MovedTo) != 0 && _moving.Remove(move, out var from))
            watcher.Move(from, path.ToString());
    }

    private ReadOnlySpan<char> PathOf(string told, ReadOnlySpan<byte> name)
    {
        if (name.IndexOf((byte)0) is var end and >= 0)
            name = name[..end];
        if (name.IsEmpty || told.Length + 1 + name.Length > _path.Length)
            return told;
        told.CopyTo(_path);
        var length = told.Length;
        if (!told.EndsWith('/'))
            _path[length++] = '/';
        return _path.AsSpan(0, length + Encoding.UTF8.GetChars(name, _path.AsSpan(length)));
    }

    private void WaitForChanges()
    {
        var awaited = new[] { new INotify.PollEntry(_queue), new INotify.PollEntry(_end) };
        while (!_stopping)
        {
            _ = INotify.Poll(awaited, (nuint)awaited.Length, -1);
            if (_stopping)
                break;
            _wake.Set();
            _read.WaitOne();
        }
        _ = INotify.Close(_queue);
        _ = INotify.Close(_end);
    }
}
