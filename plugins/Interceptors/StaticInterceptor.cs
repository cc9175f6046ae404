using FlumePlug.Sdk;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="StaticInterceptor"/>.</summary>
public sealed class StaticOptions
{
    /// <summary>Whether a value that is there stays.</summary>
    [Option("preserveExisting", Default = true, Summary = "Keep a value that is already there.")]
    public bool PreserveExisting { get; init; }

    /// <summary>The header.</summary>
    [Option("key", Default = "key", Summary = "The header to set.")]
    public required string Key { get; init; }

    /// <summary>Its value.</summary>
    [Option("value", Default = "value", Summary = "The value to set.")]
    public required string Value { get; init; }
}

/// <summary>Puts a constant in a header.</summary>
[Interceptor("static",
    Aliases = ["org.apache.flume.interceptor.StaticInterceptor$Builder", "org.apache.flume.interceptor.StaticInterceptor"],
    Summary = "Puts a constant in a header.")]
public sealed class StaticInterceptor(StaticOptions options) : IInterceptor
{
    /// <inheritdoc/>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        BatchHeaders.Set(batch, options.Key, options.Value, options.PreserveExisting);
        return ValueTask.CompletedTask;
    }
}
