using System.Globalization;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors.Extracting;

/// <summary>Options of <see cref="MillisExtractorSerializer"/>.</summary>
public sealed class MillisOptions
{
    /// <summary>How the group is read.</summary>
    [Option("pattern", Required = true, Summary = "Joda-Time pattern of the group, such as yyyy-MM-dd HH:mm:ss.")]
    public required string Pattern { get; init; }
}

/// <summary>A date and time as milliseconds since 1970; in the local time zone when the text names none.</summary>
/// <remarks>As in Flume, a group that the pattern cannot read refuses the batch; one that took no part sets no header.</remarks>
[ExtractorSerializer("millis", Aliases = ["org.apache.flume.interceptor.RegexExtractorInterceptorMillisSerializer"],
    Summary = "A date and time as milliseconds since 1970.")]
public sealed class MillisExtractorSerializer : IExtractorSerializer
{
    private readonly JodaPattern _pattern;
    private readonly TimeZoneInfo _zone;

    /// <summary>Reads the pattern.</summary>
    public MillisExtractorSerializer(MillisOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _zone = context.Time.LocalTimeZone;
        try
        {
            _pattern = JodaPattern.Parse(options.Pattern, context.Time);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"Must configure with a valid pattern: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="FormatException">The group does not fit the pattern.</exception>
    public string? Serialize(ReadOnlySpan<char> group, bool matched) =>
        matched ? _pattern.ParseMillis(group.ToString(), _zone).ToString(CultureInfo.InvariantCulture) : null;
}
