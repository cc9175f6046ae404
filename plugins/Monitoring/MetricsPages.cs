using System.Text;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace FlumePlug.Monitoring;

/// <summary>
/// Answers as Flume does: <c>/metrics</c> (any case) and <c>/</c> to every method but TRACE and OPTIONS, which are forbidden;
/// nothing else is found.
/// </summary>
internal sealed class MetricsPages(ICounterReader counters, ProblemLog problems) : IHttpApplication<IFeatureCollection>
{
    private const string Welcome = """For Flume metrics please click <a href = "./metrics"> here</a>.""";

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (request.Method.Equals("TRACE", StringComparison.OrdinalIgnoreCase)
            || request.Method.Equals("OPTIONS", StringComparison.OrdinalIgnoreCase))
            response.StatusCode = 403;
        else if (request.Path == "/")
            await WriteAsync(context, "text/html;charset=utf-8", Encoding.UTF8.GetBytes(Welcome));
        else if (request.Path.Equals("/metrics", StringComparison.OrdinalIgnoreCase))
            await WriteMetricsAsync(context, response);
        else
            response.StatusCode = 404;
    }

    private async Task WriteMetricsAsync(IFeatureCollection context, IHttpResponseFeature response)
    {
        ReadOnlyMemory<byte> json;
        try
        {
            json = MetricsJson.Of(counters.Read());
        }
        catch (Exception failure)
        {
            problems.Report("The counters could not be read for /metrics.", failure);
            response.StatusCode = 500;
            return;
        }
        await WriteAsync(context, "application/json;charset=utf-8", json);
    }

    private static async Task WriteAsync(IFeatureCollection context, string contentType, ReadOnlyMemory<byte> content)
    {
        context.GetRequiredFeature<IHttpResponseFeature>().Headers.ContentType = contentType;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(content);
    }
}
