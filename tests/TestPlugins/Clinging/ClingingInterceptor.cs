using FlumePlug.Sdk;

namespace Acme.Clinging;

/// <summary>Does what an interceptor must not: keeps what it was given, and stays where the process can reach it.</summary>
[Interceptor("clinging")]
public sealed class ClingingInterceptor : IInterceptor
{
    private EventBatch? _kept;

    public ClingingInterceptor() => AppDomain.CurrentDomain.ProcessExit += (_, _) => _kept?.Dispose();

    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        _kept = batch.Retain();
        return ValueTask.CompletedTask;
    }
}
