namespace FlumePlug.Leaves.Tests.SinkProcessors;

/// <summary>A member of a sink group whose sink does what the test says.</summary>
internal sealed class Turn(string name, List<string> ran) : ISinkTurn
{
    public string Name { get; } = name;

    public bool Fails { get; set; }

    public bool HasEvents { get; set; } = true;

    public ValueTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ran.Add(Name);
        return Fails ? throw new IOException($"{Name} is down") : ValueTask.FromResult(HasEvents);
    }
}
