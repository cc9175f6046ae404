using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Appends each body as a line to a file. Replace the file by what takes your events.</summary>
[Sink("widget", Summary = "Appends each body as a line to a file.")]
public sealed class WidgetSink(WidgetOptions options, ComponentContext context) : ISink, IDisposable
{
    private FileStream? _file;

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _file = new FileStream(Path.Combine(context.ConfigurationDirectory, options.Path), FileMode.Append, FileAccess.Write,
            FileShare.Read);
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // The batch is valid during the call: retain it to keep it longer. A throw brings its events again.
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var one in batch.Events)
        {
            _file!.Write(one.Body.Span);
            _file.WriteByte((byte)'\n');
        }
        return ValueTask.CompletedTask;
    }

    // Afterwards the events are gone from the channel, so they must be safe here.
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _file!.FlushAsync(cancellationToken);

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
