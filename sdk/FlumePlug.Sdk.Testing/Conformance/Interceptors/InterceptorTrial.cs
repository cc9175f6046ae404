using System.Text;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>Builds interceptors and runs batches through them as a host would.</summary>
internal sealed class InterceptorTrial(Func<IInterceptor> create, IReadOnlyList<Event> samples, TimeSpan patience)
{
    public TimeSpan Patience => patience;

    /// <summary>The author's samples and events that come in the wild.</summary>
    public IReadOnlyList<Event> Events { get; } =
    [
        .. samples,
        EventOf("plain text"),
        EventOf(""),
        EventOf("with headers", ("host", "h1"), ("timestamp", "1767225600000")),
        EventOf("grüße €𝄞"),
        new(HeadersOf(("empty", "")), new byte[] { 0, 0xFF, 0xC3, (byte)'\n', 0xED, 0xA0, 0x80 }),
        EventOf(new string('x', 100_000)),
        EventOf("plain text"),
    ];

    public IInterceptor Build() => create();

    public async Task InterceptAsync(IInterceptor interceptor, EventBatch batch)
    {
        await Require.WithinAsync(interceptor.InterceptAsync(batch, CancellationToken.None).AsTask(), patience,
            "InterceptAsync does not return.");
        batch.Compact();
    }

    /// <summary>What comes out of one batch of the events.</summary>
    public async Task<IReadOnlyList<KeptEvent>> ResultAsync(IInterceptor interceptor, params Event[] events)
    {
        using var batch = BatchOf(events);
        await InterceptAsync(interceptor, batch);
        return KeptEvent.AllOf(batch);
    }

    /// <summary>Whether an instance does the same as a new one, each time.</summary>
    public async Task<bool> IsRepeatableAsync(IInterceptor interceptor)
    {
        var expected = await ResultAsync(Build(), [.. Events]);
        return expected.SequenceEqual(await ResultAsync(interceptor, [.. Events]))
            && expected.SequenceEqual(await ResultAsync(interceptor, [.. Events]));
    }

    public static Event Marked(Event sample, string mark) =>
        new(sample.Headers.With("mark", mark), Encoding.UTF8.GetBytes(TextOf(sample) + mark));
}
