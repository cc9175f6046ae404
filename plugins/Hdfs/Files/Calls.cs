using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Files;

/// <summary>Calls of the file system, each within <c>hdfs.callTimeout</c>. Safe for concurrent calls.</summary>
internal sealed class Calls(HdfsOptions options, ComponentContext context)
{
    /// <exception cref="IOException">It failed, or took too long.</exception>
    public async ValueTask<T> RunAsync<T>(string path, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(
            options.CallTimeout > 0 ? Waits.OfMilliseconds(options.CallTimeout) : Timeout.InfiniteTimeSpan, context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await call(both.Token);
        }
        catch (Exception failure) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Callable timed out after {options.CallTimeout} ms on file: {path}", failure);
        }
    }
}
