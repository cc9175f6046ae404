using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="TimestampInterceptor"/>.</summary>
public sealed class TimestampOptions
{
    /// <summary>Whether a value that is there stays.</summary>
    [Option("preserveExisting", Default = false, Summary = "Keep a value that is already there.")]
    public bool PreserveExisting { get; init; }

    /// <summary>The header.</summary>
    [Option("headerName", Default = "timestamp", Summary = "The header to set.")]
    public required string HeaderName { get; init; }
}

/// <summary>Puts the time, in milliseconds since 1970, in a header; one reading of the clock for a batch.</summary>
[Interceptor("timestamp",
    Aliases = ["org.apache.flume.interceptor.TimestampInterceptor$Builder", "org.apache.flume.interceptor.TimestampInterceptor"],
    Summary = "Puts the time in milliseconds since 1970 in a header.")]
public sealed class TimestampInterceptor(TimestampOptions options, ComponentContext context) : IInterceptor
{
    private readonly TimeProvider _time = context.Time;

    /// <inheritdoc/>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        BatchHeaders.Set(batch, options.HeaderName, now, options.PreserveExisting);
        return ValueTask.CompletedTask;
    }
}
