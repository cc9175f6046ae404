using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Syslog;

/// <summary>A message format of one's own, which Flume has without documenting it; part of the options of syslogtcp and syslogudp.</summary>
/// <param name="Regex">The pattern that a whole message must match.</param>
/// <param name="Search">What is replaced in the time.</param>
/// <param name="Replace">What replaces it.</param>
/// <param name="DateFormat">How the time is read.</param>
internal sealed record FormatOptions(string? Regex, string? Search, string? Replace, string? DateFormat)
{
    /// <summary>What Flume would find out with the first message.</summary>
    public IEnumerable<OptionError> Check()
    {
        if (Regex is not null && Fault(() => JavaPattern.Parse(Regex)) is { } regex)
            yield return new("format.regex", regex);
        if (DateFormat is not null && Fault(() => JavaDateFormat.Parse(DateFormat)) is { } date)
            yield return new("format.dateFormat", date);
        if (Search is null)
            yield break;
        if (Replace is null)
            yield return new("format.replace", "it is needed where format.search is given");
        if (Fault(() => JavaPattern.Parse(Search)) is { } search)
            yield return new("format.search", search);
        else if (Replace is not null && Fault(() => JavaReplacement.Parse(Replace, JavaPattern.Parse(Search))) is { } replace)
            yield return new("format.replace", replace);
    }

    private static string? Fault(Func<object> parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }
}
