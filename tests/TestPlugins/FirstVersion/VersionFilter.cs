using FlumePlug.Sdk;

namespace Acme.FirstVersion;

[ConfigFilter("first-version", Aliases = ["shared-version"])]
public sealed class VersionFilter : IConfigFilter
{
    public string? Filter(string key) => Acme.Shared.SharedVersion.Text;
}
