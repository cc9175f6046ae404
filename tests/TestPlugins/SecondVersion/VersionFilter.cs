using FlumePlug.Sdk;

namespace Acme.SecondVersion;

[ConfigFilter("second-version", Aliases = ["shared-version"])]
public sealed class VersionFilter : IConfigFilter
{
    public string? Filter(string key) => Acme.Shared.OnlyInVersion2.Shout(Acme.Shared.SharedVersion.Text);
}
