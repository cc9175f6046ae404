using FlumePlug.Sdk;

namespace Acme.BrokenType;

[ConfigFilter("broken-type")]
public sealed class BrokenFilter : Acme.Base.NeedsShared, IConfigFilter
{
    public string? Filter(string key) => key;
}
