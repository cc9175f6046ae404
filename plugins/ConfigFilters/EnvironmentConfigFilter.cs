using FlumePlug.Sdk;

namespace FlumePlug.ConfigFilters;

/// <summary>Values from the environment: <c>${name["KEY"]}</c> is the variable KEY.</summary>
[ConfigFilter("env", Aliases = ["org.apache.flume.configfilter.EnvironmentVariableConfigFilter"],
    Summary = "The value of an environment variable.")]
public sealed class EnvironmentConfigFilter : IConfigFilter
{
    /// <inheritdoc/>
    public string? Filter(string key) => Environment.GetEnvironmentVariable(key);
}
