using System.Buffers;
using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka.Records;

/// <summary>Names of topics: which are legal, and how one is made of a pattern and an event's headers.</summary>
internal static class TopicName
{
    private const int Longest = 249;
    private static readonly SearchValues<char> Legal = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Whether Kafka takes it (org.apache.kafka.common.internals.Topic).</summary>
    public static bool IsLegal(string name) =>
        name.Length is > 0 and <= Longest && name is not ("." or "..") && !name.AsSpan().ContainsAnyExcept(Legal);

    /// <summary>What is wrong with a pattern; null: nothing.</summary>
    public static string? FaultOf(string pattern)
    {
        var plain = Expand(pattern, Headers.Empty.With("_", ""), missing: "x");
        return IsLegal(plain) ? null
            : $"'{pattern}' is no name of a topic: up to {Longest} letters, digits, '.', '_' and '-', and %{{header}} for the value of a header";
    }

    /// <summary>Whether a pattern has headers to fill in.</summary>
    public static bool IsPattern(string name) => name.Contains("%{", StringComparison.Ordinal);

    /// <summary>Fills in the headers; one that is missing is empty, as in Flume.</summary>
    public static string Expand(string pattern, Headers headers, string missing = "")
    {
        var name = new StringBuilder();
        var at = 0;
        while (pattern.IndexOf("%{", at, StringComparison.Ordinal) is >= 0 and var open && pattern.IndexOf('}', open) is >= 0 and var close)
        {
            name.Append(pattern, at, open - at).Append(headers[pattern[(open + 2)..close]] ?? missing);
            at = close + 1;
        }
        return name.Append(pattern, at, pattern.Length - at).ToString();
    }
}
