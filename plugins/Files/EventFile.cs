using FlumePlug.Sdk;

namespace FlumePlug.Files;

/// <summary>A file of events: a serializer's output. Every batch is in it as a whole or not at all.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly IEventSerializer _serializer;
    private readonly FileWriter _writer;
    private bool _hasEvents;

    /// <exception cref="IOException">There is a file of that name already, or it cannot be made.</exception>
    public EventFile(string path, IEventSerializer serializer)
    {
        Path = path;
        _serializer = serializer;
        _writer = new FileWriter(path);
        try
        {
            serializer.Open(_writer, appending: false);
            _writer.Keep();
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    public string Path { get; }

    public void Write(EventBatch batch)
    {
        _serializer.Write(batch, _writer);
        _serializer.Flush(_writer, closing: false);
        _writer.Keep();
        _hasEvents = true;
    }

    public void Close()
    {
        _serializer.Flush(_writer, closing: true);
        _writer.Keep();
        Dispose();
    }

    /// <summary>Ends the file after a failure, with the batches before it; without any it is deleted.</summary>
    public void Abandon()
    {
        try
        {
            if (_hasEvents)
                _writer.CutBack();
            else
                File.Delete(Path);
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => _writer.Dispose();
}
