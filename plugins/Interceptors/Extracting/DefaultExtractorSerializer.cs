using FlumePlug.Sdk;

namespace FlumePlug.Interceptors.Extracting;

/// <summary>The group as it is; a group that took no part sets no header.</summary>
[ExtractorSerializer("default", Aliases = ["org.apache.flume.interceptor.RegexExtractorInterceptorPassThroughSerializer"],
    Summary = "The group as it is.")]
public sealed class DefaultExtractorSerializer : IExtractorSerializer
{
    /// <inheritdoc/>
    public string? Serialize(ReadOnlySpan<char> group, bool matched) => matched ? group.ToString() : null;
}
