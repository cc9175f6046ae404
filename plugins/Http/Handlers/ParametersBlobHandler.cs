using FlumePlug.Sdk;

namespace FlumePlug.Http.Handlers;

/// <summary>What a <see cref="ParametersBlobHandler"/> can be told.</summary>
public sealed class ParametersBlobHandlerOptions
{
    /// <summary>The parameters that a request must have.</summary>
    [Option("mandatoryParameters", Separator = ",", Summary = "Parameters that a request must have, separated by commas.")]
    public IReadOnlyList<string> MandatoryParameters { get; init; } = null!;
}

/// <summary>
/// The whole request is one event; its parameters become headers, and some may be demanded (Flume's BLOBHandler, which by a mistake
/// demands one without a name where none is demanded).
/// </summary>
[HttpHandler("org.apache.flume.source.http.BLOBHandler",
    Summary = "The whole body is one event; parameters become headers, and some may be demanded.")]
public sealed class ParametersBlobHandler(ParametersBlobHandlerOptions options) : IHttpHandler
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A parameter is missing; Flume answers with 500.</exception>
    public void Read(HttpRequestContent request, EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var mandatory in options.MandatoryParameters)
            if (!request.Parameters.ContainsKey(mandatory))
                throw new ArgumentException($"Please specify {mandatory} parameter in the request.");
        batch.AddCopy(Headers.From(request.Parameters), Contiguous.Of(request.Body).Span);
    }
}
