using FlumePlug.Sdk;

namespace Acme.Throwing;

[ConfigFilter("throwing")]
public sealed class ThrowingFilter : IConfigFilter
{
    public ThrowingFilter() => throw new InvalidOperationException("the license has expired");

    public string? Filter(string key) => key;
}
