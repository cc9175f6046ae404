using System.Text;
using FlumePlug.Sdk;

namespace Acme.Shout;

/// <summary>What users can set.</summary>
public sealed class ShoutOptions
{
    /// <summary>What is put behind each body.</summary>
    [Option("mark", Default = "!", Summary = "What is put behind each body.")]
    public string Mark { get; init; } = null!;
}

/// <summary>Writes bodies in capitals.</summary>
[Interceptor("shout", Summary = "Writes bodies in capitals.")]
[Concurrent]
public sealed class ShoutInterceptor(ShoutOptions options) : EventInterceptor
{
    /// <inheritdoc/>
    protected override void Intercept(EventEdit edited) =>
        edited.SetBody(Encoding.UTF8.GetBytes(edited.Text.ToString().ToUpperInvariant() + options.Mark));
}
