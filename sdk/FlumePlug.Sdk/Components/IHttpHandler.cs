using System.Buffers;

namespace FlumePlug.Sdk;

/// <summary>Turns a request to an http source into events. Called concurrently.</summary>
public interface IHttpHandler
{
    /// <summary>Adds the events of the request to the batch.</summary>
    /// <exception cref="FormatException">The request is wrong; the client gets 400 and the message.</exception>
    void Read(HttpRequestContent request, EventBatch batch);
}

/// <summary>What an HTTP handler sees of a request.</summary>
/// <param name="ContentType">The Content-Type header, or null.</param>
/// <param name="Parameters">The query and form parameters, the first value of each.</param>
/// <param name="Body">The body, decompressed.</param>
public sealed record HttpRequestContent(string? ContentType, IReadOnlyDictionary<string, string> Parameters, ReadOnlySequence<byte> Body);
