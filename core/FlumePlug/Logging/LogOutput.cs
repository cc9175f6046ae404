using System.Diagnostics;

namespace FlumePlug.Logging;

/// <summary>
/// Where log lines go. A line that cannot be written is lost and standard error told so, once: logging never fails the agent.
/// A log file that is moved or removed is made anew within a second. Thread-safe.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>A log file is rolled at this size.</summary>
    public const long RollSize = 64L * 1024 * 1024;

    /// <summary>Rolled files that are kept: <c>PATH.1</c> is the newest.</summary>
    public const int Kept = 5;

    private static readonly long LookEvery = Stopwatch.Frequency;

    private readonly Lock _lock = new();
    private readonly string? _path;
    private Stream _stream;
    private long _size;
    private long _lookedAt = Stopwatch.GetTimestamp();
    private bool _isFailing;

    private LogOutput(Stream stream, string? path) => (_stream, _path, _size) = (stream, path, SizeOf(stream));

    public static LogOutput ToStandardError() => new(Console.OpenStandardError(), null);

    /// <exception cref="IOException">The file cannot be written; the message names the option.</exception>
    public static LogOutput ToFile(string path)
    {
        try
        {
            return new(Open(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--log-file {path}: {failure.Message}", failure);
        }
    }

    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            try
            {
                if (_path is not null)
                    Prepare(_path, line.Length);
                _stream.Write(line);
                _size += line.Length;
                _isFailing = false;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Complain(failure);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _stream.Dispose();
    }

    private void Prepare(string path, int length)
    {
        if (_size > 0 && _size + length > RollSize)
            Roll(path);
        else if (Stopwatch.GetTimestamp() - _lookedAt > LookEvery)
            Look(path);
    }

    // Somebody else's rotation: the name is another file's now, or nobody's.
    private void Look(string path)
    {
        _lookedAt = Stopwatch.GetTimestamp();
        var there = new FileInfo(path);
        if (_isFailing || !there.Exists || (_stream.CanSeek && there.Length != _size))
            Reopen(path);
    }

    // Where files cannot be renamed the log grows on rather than ends.
    private void Roll(string path)
    {
        _stream.Dispose();
        try
        {
            for (var i = Kept - 1; i >= 0; i--)
                if (File.Exists(Rolled(path, i)))
                    File.Move(Rolled(path, i), Rolled(path, i + 1), overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Complain(failure);
        }
        Reopen(path);
        _size = 0;
    }

    private void Reopen(string path)
    {
        _stream.Dispose();
        _stream = Open(path);
        _size = SizeOf(_stream);
    }

    private void Complain(Exception failure)
    {
        if (_path is not null && !_isFailing)
            Console.Error.WriteLine($"flumeplug: cannot log to {_path}: {failure.Message}");
        _isFailing = true;
    }

    private static string Rolled(string path, int number) => number == 0 ? path : $"{path}.{number}";

    private static long SizeOf(Stream stream) => stream.CanSeek ? stream.Length : 0;

    private static FileStream Open(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
}
