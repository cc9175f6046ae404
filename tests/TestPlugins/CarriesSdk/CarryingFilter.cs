using FlumePlug.Sdk;

namespace Acme.CarriesSdk;

[ConfigFilter("carries-sdk")]
public sealed class CarryingFilter : IConfigFilter
{
    public string? Filter(string key) => key;
}
