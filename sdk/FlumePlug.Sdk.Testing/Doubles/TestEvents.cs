using System.Text;

namespace FlumePlug.Sdk.Testing;

/// <summary>Makes events and batches from text and reads them back; meant for <c>using static</c>.</summary>
public static class TestEvents
{
    /// <summary>An event with a UTF-8 body and headers.</summary>
    public static Event EventOf(string body, params ReadOnlySpan<(string Name, string Value)> headers) =>
        new(HeadersOf(headers), Encoding.UTF8.GetBytes(body));

    /// <summary>Headers from names and values.</summary>
    public static Headers HeadersOf(params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var made = Headers.Empty;
        foreach (var (name, value) in headers)
            made = made.With(name, value);
        return made;
    }

    /// <summary>A batch with one event for each text, bodies in memory of the batch, for the caller to dispose.</summary>
    public static EventBatch BatchOf(params ReadOnlySpan<string> bodies)
    {
        var batch = EventBatch.Create();
        foreach (var body in bodies)
            batch.AddCopy(Headers.Empty, Encoding.UTF8.GetBytes(body));
        return batch;
    }

    /// <summary>A batch with copies of the events, bodies in memory of the batch, for the caller to dispose.</summary>
    public static EventBatch BatchOf(params ReadOnlySpan<Event> events)
    {
        var batch = EventBatch.Create();
        foreach (ref readonly var copied in events)
            batch.AddCopy(copied.Headers, copied.Body.Span);
        return batch;
    }

    /// <summary>The body of an event as UTF-8 text.</summary>
    public static string TextOf(in Event read) => Encoding.UTF8.GetString(read.Body.Span);

    /// <summary>The bodies of a batch as UTF-8 texts.</summary>
    public static IReadOnlyList<string> TextsOf(EventBatch batch) => [.. KeptEvent.AllOf(batch).Select(kept => kept.Text)];
}
