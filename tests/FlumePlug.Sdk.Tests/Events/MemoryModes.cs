namespace FlumePlug.Sdk.Tests.Events;

/// <summary>Tests that need returned memory to be overwritten, and those that need it pooled, do not run beside others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OverwritingMemory : ICollectionFixture<OverwritingMemory>
{
    public const string Name = "overwriting memory";

    public OverwritingMemory() => EventBatch.OverwriteReturned = true;
}

/// <inheritdoc cref="OverwritingMemory"/>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PooledMemory : ICollectionFixture<PooledMemory>, IDisposable
{
    public const string Name = "pooled memory";

    public PooledMemory() => EventBatch.OverwriteReturned = false;

    public void Dispose() => EventBatch.OverwriteReturned = true;
}
