using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>A source's interceptors in their order, each with the name that its errors are told by.</summary>
internal sealed class InterceptorChain(IReadOnlyList<(string Name, IInterceptor Interceptor)> interceptors)
{
    private readonly (string Name, IInterceptor Interceptor)[] _interceptors = [.. interceptors];

    public bool IsEmpty => _interceptors.Length == 0;

    /// <summary>Runs every interceptor over the batch.</summary>
    /// <exception cref="ChannelException">One of them threw; the batch is refused with its name and message.</exception>
    public async ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        foreach (var (name, interceptor) in _interceptors)
        {
            try
            {
                await interceptor.InterceptAsync(batch, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ChannelException($"Interceptor {name} failed: {failure.Message}", failure);
            }
            batch.Compact();
            if (batch.Count == 0)
                return;
        }
    }
}
