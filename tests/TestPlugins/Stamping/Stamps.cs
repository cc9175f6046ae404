using System.Buffers;
using System.Text;
using FlumePlug.Sdk;

namespace Acme.Stamping;

internal static class Stamp
{
#if NEXT
    public const string Version = "2";
#else
    public const string Version = "1";
#endif
}

/// <summary>Marks events with the version of the plugin that they passed.</summary>
[Interceptor("stamp")]
public sealed class StampInterceptor : IInterceptor, IDisposable
{
    private bool _disposed;

    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        batch.SetHeader("version", Stamp.Version);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _disposed = true;
}

/// <summary>Begins and ends a file with the version of the plugin that wrote it.</summary>
[Serializer("stamp")]
public sealed class StampSerializer : IEventSerializer
{
    public void Open(IBufferWriter<byte> writer, bool appending) => Write(writer, $"begin {Stamp.Version}\n");

    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        foreach (ref readonly var written in batch.Events)
        {
            writer.Write(written.Body.Span);
            writer.Write("\n"u8);
        }
    }

    public void Flush(IBufferWriter<byte> writer, bool closing)
    {
        if (closing)
            Write(writer, $"end {Stamp.Version}\n");
    }

    private static void Write(IBufferWriter<byte> writer, string text) => writer.Write(Encoding.UTF8.GetBytes(text));
}
