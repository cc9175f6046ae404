using FlumePlug.Sdk;

namespace Acme.Print;

[Sink("print", Summary = "Writes each body as a line to standard output.")]
public sealed class PrintSink : ISink
{
    private readonly Stream _output = Console.OpenStandardOutput();

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var printed in batch.Events)
        {
            _output.Write(printed.Body.Span);
            _output.WriteByte((byte)'\n');
        }
        return ValueTask.CompletedTask;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _output.FlushAsync(cancellationToken);
}
