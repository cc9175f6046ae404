using System.Buffers;
using System.IO.Pipelines;
using FlumePlug.Client;
using FlumePlug.Sdk;

namespace FlumePlug.AvroClient;

/// <summary>Sends each line of a stream as an event. What has arrived is sent: a line that somebody types does not wait for a full batch.</summary>
internal sealed class LineSender(FlumeClient client, Headers headers, SendProgress progress)
{
    private readonly List<Event> _events = [];

    /// <summary>Sends every line, the last one also without its end.</summary>
    /// <exception cref="EventDeliveryException">A call failed; the lines that progress counted are stored.</exception>
    public async Task SendAsync(Stream lines, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(lines, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var end = EndOfLines(read);
            var text = read.Buffer.Slice(0, end).ToArray();
            reader.AdvanceTo(end, read.Buffer.End);
            Split(text);
            await DeliverAsync(cancellationToken);
            if (read.IsCompleted)
                break;
        }
        await reader.CompleteAsync();
    }

    private static SequencePosition EndOfLines(ReadResult read)
    {
        if (read.IsCompleted)
            return read.Buffer.End;
        var end = read.Buffer.Start;
        var rest = new SequenceReader<byte>(read.Buffer);
        while (rest.TryAdvanceTo((byte)'\n'))
            end = rest.Position;
        return end;
    }

    private void Split(byte[] text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOf((byte)'\n');
            var next = length < 0 ? text.Length : start + length + 1;
            var end = length < 0 ? text.Length : next - 1;
            if (end > start && text[end - 1] == '\r')
                end--;
            _events.Add(new Event(headers, text.AsMemory(start, end - start)));
            start = next;
        }
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        Event[] events = [.. _events];
        _events.Clear();
        try
        {
            await client.AppendBatchAsync(events, cancellationToken);
        }
        catch (PartialDeliveryException failure)
        {
            progress.Add(failure.Stored);
            throw;
        }
        progress.Add(events.Length);
    }
}
