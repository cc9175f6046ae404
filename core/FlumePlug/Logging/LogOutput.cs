namespace FlumePlug.Logging;

/// <summary>Where log lines go. A line that cannot be written is lost: logging never fails the agent. Thread-safe.</summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>A log file is rolled at this size.</summary>
    public const long RollSize = 64L * 1024 * 1024;

    /// <summary>Rolled files that are kept: <c>PATH.1</c> is the newest.</summary>
    public const int Kept = 5;

    private readonly Lock _lock = new();
    private readonly string? _path;
    private Stream _stream;
    private long _size;

    private LogOutput(Stream stream, string? path) => (_stream, _path, _size) = (stream, path, path is null ? 0 : stream.Length);

    public static LogOutput ToStandardError() => new(Console.OpenStandardError(), null);

    public static LogOutput ToFile(string path) => new(Open(path), path);

    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            try
            {
                if (_path is not null && _size > 0 && _size + line.Length > RollSize)
                    Roll(_path);
                _stream.Write(line);
                _size += line.Length;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _stream.Dispose();
    }

    private void Roll(string path)
    {
        _stream.Dispose();
        for (var i = Kept - 1; i >= 1; i--)
            if (File.Exists($"{path}.{i}"))
                File.Move($"{path}.{i}", $"{path}.{i + 1}", overwrite: true);
        File.Move(path, $"{path}.1", overwrite: true);
        _stream = Open(path);
        _size = 0;
    }

    private static FileStream Open(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 });
}
