using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>An interceptor, the name that its errors are told by, and what it was built from.</summary>
internal sealed record NamedInterceptor(string Name, IInterceptor Interceptor, Origin? Origin = null);

/// <summary>A source's interceptors in their order.</summary>
internal sealed class InterceptorChain(IReadOnlyList<NamedInterceptor> interceptors)
{
    private readonly NamedInterceptor[] _interceptors = [.. interceptors];

    public IReadOnlyList<NamedInterceptor> All => _interceptors;

    public bool IsEmpty => _interceptors.Length == 0;

    /// <summary>Runs every interceptor over the batch.</summary>
    /// <exception cref="ChannelException">One of them threw; the batch is refused with its name and message.</exception>
    public async ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        foreach (var named in _interceptors)
        {
            try
            {
                await named.Interceptor.InterceptAsync(batch, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ChannelException($"Interceptor {named.Name} failed: {failure.Message}", failure);
            }
            batch.Compact();
            if (batch.Count == 0)
                return;
        }
    }
}
