using FlumePlug.Sdk;

namespace Acme.Shout;

public sealed class ShoutOptions
{
    [Option("mark", Default = "!", Summary = "What is put behind each body.")]
    public string Mark { get; init; } = null!;

    [Option("header", Summary = "The header whose events are shouted; none: all.")]
    public string? Header { get; init; }
}
