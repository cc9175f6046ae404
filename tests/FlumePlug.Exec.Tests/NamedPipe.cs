using System.Diagnostics;
using System.Text;

namespace FlumePlug.Exec.Tests;

/// <summary>What a command reads, said piece by piece: a FIFO in a directory of its own.</summary>
internal sealed class NamedPipe : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-");
    private FileStream? _stream;

    public NamedPipe()
    {
        using var made = Process.Start("mkfifo", Path);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    public string Path => System.IO.Path.Combine(_directory.FullName, "pipe");

    /// <summary>Writes; the first time it waits until the command has opened the other end.</summary>
    public async Task WriteAsync(string text)
    {
        var token = TestContext.Current.CancellationToken;
        _stream ??= await Task.Run(() => new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), token);
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), token);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _directory.Delete(recursive: true);
    }
}
