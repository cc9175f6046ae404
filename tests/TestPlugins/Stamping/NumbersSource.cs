using System.Buffers.Text;
using System.Diagnostics;
using FlumePlug.Sdk;

namespace Acme.Stamping;

public sealed class NumbersOptions
{
    [Option("position", Required = true, Summary = "The file of the next number.")]
    public string Position { get; init; } = null!;

    [Option("rate", Default = 200000, Unit = "events/s", Summary = "How many numbers a second.")]
    public int Rate { get; init; }

    [Option("batchSize", Default = 1000, Unit = "events", Summary = "Numbers of one put.")]
    [BatchSize]
    public int BatchSize { get; init; }
}

/// <summary>
/// Counts at a steady rate, and goes on where the one before it stopped: its position is in a file that only one can hold. What
/// a pause held up comes faster afterwards.
/// </summary>
[Source("numbers")]
public sealed class NumbersSource(NumbersOptions options, ComponentContext context) : ISource, IDisposable
{
    private readonly byte[] _text = new byte[20];
    private FileStream? _position;
    private long _next;

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _position = new FileStream(options.Position, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var read = RandomAccess.Read(_position.SafeFileHandle, _text, 0);
        _next = Utf8Parser.TryParse(_text.AsSpan(0, read), out long next, out _) ? next : 0;
        return ValueTask.CompletedTask;
    }

    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var headers = Headers.Empty.With("source", context.Name);
        var (began, first) = (Stopwatch.GetTimestamp(), _next);
        while (!cancellationToken.IsCancellationRequested)
        {
            var due = first + (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * options.Rate) - _next;
            if (due < options.BatchSize)
            {
                await Task.Delay(1, CancellationToken.None);
                continue;
            }
            using var batch = EventBatch.Create();
            for (var i = 0; i < options.BatchSize; i++)
            {
                Utf8Formatter.TryFormat(_next + i, _text, out var length);
                batch.AddCopy(headers, _text.AsSpan(0, length));
            }
            try
            {
                await channels.PutAsync(batch, cancellationToken);
            }
            catch (ChannelException refused)
            {
                context.Problems.Report("refused", refused);
                continue;
            }
            _next += options.BatchSize;
            Utf8Formatter.TryFormat(_next, _text, out var digits);
            RandomAccess.Write(_position!.SafeFileHandle, _text.AsSpan(0, digits), 0);
        }
    }

    public void Dispose() => _position?.Dispose();
}
