using FlumePlug.Sdk;

namespace Acme.NewerSdk;

[ConfigFilter("newer-sdk")]
public sealed class NewerFilter : IConfigFilter
{
    public string? Filter(string key) => key;
}
