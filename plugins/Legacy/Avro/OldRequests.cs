using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Legacy;

/// <summary>Answers requests to the avroLegacy source, once what they bring is stored.</summary>
internal sealed class OldRequests(ComponentContext context) : IHttpApplication<IFeatureCollection>
{
    private readonly OldProtocol _protocol = new();
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
        if (!HttpMethods.IsPost(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (await AnswerAsync(body) is not { } answer)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        response.Headers.ContentType = "avro/binary";
        response.Headers.ContentLength = answer.Length;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(answer);
    }

    // Null: it was no request.
    private async Task<byte[]?> AnswerAsync(MemoryStream body)
    {
        using var batch = EventBatch.Create();
        var answer = new ArrayBufferWriter<byte>(64);
        try
        {
            var end = _protocol.Read(HttpFrames.Read(body.GetBuffer().AsSpan(0, (int)body.Length)), batch, answer);
            if (batch.Count > 0 && await RefusalAsync(batch) is { } refusal)
                end = new(refusal);
            OldProtocol.End(end, answer);
            return HttpFrames.Write(answer.WrittenSpan);
        }
        catch (WireFormatException wrong)
        {
            context.Counters[CounterNames.EventReadFail].Increment();
            context.Problems.Report("A request was refused: it is not the Avro of Flume 0.9.", wrong, LogLevel.Warning);
            return null;
        }
    }

    // Flume tells its client nothing when the channel is full: there the event is lost.
    private async ValueTask<string?> RefusalAsync(EventBatch batch)
    {
        var (channels, puts) = await _running.Task;
        try
        {
            await channels.PutAsync(batch, puts);
            return null;
        }
        catch (Exception refused)
        {
            context.Problems.Report("Avro source for Flume 0.9: an event was refused by a channel.", refused, LogLevel.Warning);
            return refused.Message;
        }
    }
}
