namespace FlumePlug.Sdk.Testing;

/// <summary>One promise of a contract and how to try it.</summary>
/// <param name="Name">The promise, as a sentence.</param>
/// <param name="RunAsync">Tries it on a new instance; throws <see cref="ConformanceException"/> when it is broken.</param>
public sealed record ConformanceCheck(string Name, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>The promise.</summary>
    public override string ToString() => Name;
}

/// <summary>A component broke a promise of its contract; the message says which, and what was seen.</summary>
public sealed class ConformanceException(string message, Exception? inner = null) : Exception(message, inner);
