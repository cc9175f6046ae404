using System.Buffers;
using System.Globalization;
using System.Text;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Http.Server;

/// <summary>
/// Answers as Flume does: 200 once the events are stored, else what was wrong. Every path is the same, and so are POST, GET and
/// HEAD.
/// </summary>
internal sealed class Requests(IHttpHandler handler, HttpOptions options, ComponentContext context) : IHttpApplication<IFeatureCollection>
{
    private readonly BodyBudget _budget = new(options.MaxBodyBytes);
    private readonly Counter _readFails = context.Counters[CounterNames.EventReadFail];
    private readonly Counter _otherFails = context.Counters[CounterNames.GenericProcessingFail];
    private readonly TaskCompletionSource<(IChannelProcessor Channels, CancellationToken Puts)> _running =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the requests go on that wait for the source to run.</summary>
    public void Run(IChannelProcessor channels, CancellationToken puts) => _running.TrySetResult((channels, puts));

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = StatusOf(request.Method);
        if (response.StatusCode != StatusCodes.Status200OK)
            return;
        // Held until the events are put: what waits for the channel takes memory, too.
        using var body = new RequestBody(_budget);
        using var batch = EventBatch.Create();
        var (status, text) = await ReadAsync(context, request, body, batch);
        if (status == StatusCodes.Status200OK && batch.Count > 0)
            (status, text) = await PutAsync(batch);
        response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = options.RetryAfter.ToString(CultureInfo.InvariantCulture);
        if (text is not null)
            await WriteAsync(context, response, text);
    }

    // What Flume's servlet and its constraints make of methods.
    private static int StatusOf(string method) => method.ToUpperInvariant() switch
    {
        "POST" or "GET" or "HEAD" => StatusCodes.Status200OK,
        "TRACE" or "OPTIONS" => StatusCodes.Status403Forbidden,
        "PUT" or "DELETE" => StatusCodes.Status405MethodNotAllowed,
        _ => StatusCodes.Status501NotImplemented,
    };

    private async Task<(int Status, string? Text)> ReadAsync(
        IFeatureCollection features, IHttpRequestFeature request, RequestBody body, EventBatch batch)
    {
        var isRead = false;
        try
        {
            await body.ReadAsync(
                request.Body, request.Headers.ContentEncoding,
                features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted);
            isRead = true;
            string? contentType = request.Headers.ContentType;
            handler.Read(
                new HttpRequestContent(contentType, RequestParameters.Of(request.QueryString, contentType, body.Bytes), new ReadOnlySequence<byte>(body.Bytes)),
                batch);
            return (StatusCodes.Status200OK, null);
        }
        catch (FormatException wrong)
        {
            return Refuse(StatusCodes.Status400BadRequest, "Bad request from client. " + wrong.Message);
        }
        catch (RefusedException refused)
        {
            return Refuse(refused.Status, refused.Message);
        }
        catch (Exception unexpected) when (isRead)
        {
            return Refuse(StatusCodes.Status500InternalServerError, "Deserializer threw unexpected exception. " + unexpected.Message);
        }
        catch
        {
            // Too long, too slow, or gone: the server says so itself.
            _readFails.Increment();
            throw;
        }
    }

    private (int Status, string? Text) Refuse(int status, string text)
    {
        _readFails.Increment();
        context.Problems.Report($"A request was refused with {status}: {text}", level: LogLevel.Warning);
        return (status, text);
    }

    private async ValueTask<(int Status, string? Text)> PutAsync(EventBatch batch)
    {
        var (channels, puts) = await _running.Task;
        try
        {
            await channels.PutAsync(batch, puts);
            return (StatusCodes.Status200OK, null);
        }
        catch (ChannelException full)
        {
            context.Problems.Report(
                "Error appending event to channel. Channel might be full. Consider increasing the channel capacity or make sure the sinks perform faster.",
                full, LogLevel.Warning);
            return (StatusCodes.Status503ServiceUnavailable, "Error appending event to channel. Channel might be full." + full.Message);
        }
        catch (OperationCanceledException)
        {
            return (StatusCodes.Status503ServiceUnavailable, "The agent stops.");
        }
        catch (Exception unexpected)
        {
            _otherFails.Increment();
            context.Problems.Report("Unexpected error appending event to channel.", unexpected, LogLevel.Warning);
            return (StatusCodes.Status500InternalServerError, "Unexpected error while appending event to channel. " + unexpected.Message);
        }
    }

    private static async Task WriteAsync(IFeatureCollection features, IHttpResponseFeature response, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        response.Headers.ContentType = "text/plain;charset=utf-8";
        response.Headers.ContentLength = bytes.Length;
        await features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(bytes);
    }
}
