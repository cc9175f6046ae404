using FlumePlug.Sdk;

namespace Acme.MissingDependency;

[ConfigFilter("missing-dependency")]
public sealed class MissingFilter : IConfigFilter
{
    public string? Filter(string key) => Acme.Shared.SharedVersion.Text;
}
