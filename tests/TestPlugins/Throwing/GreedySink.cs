using FlumePlug.Sdk;

namespace Acme.Throwing;

// Its constructor asks for what the host does not give.
[Sink("greedy")]
public sealed class GreedySink(string path) : ISink
{
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) =>
        throw new EventDeliveryException(path);
}
