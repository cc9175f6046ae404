using System.Text.Json;
using System.Text.Json.Nodes;
using FlumePlug.Script.Verbs.Trying;

namespace FlumePlug.Script.Verbs.Cases;

/// <summary>What an event is to be; what is null is not asked.</summary>
/// <param name="Headers">All of its headers; the value <c>*</c> is any.</param>
/// <param name="Body">Its body as text.</param>
/// <param name="IsJson">Whether the body is compared as JSON: white space and the order of members do not count.</param>
internal sealed record ExpectedEvent(IReadOnlyDictionary<string, string>? Headers, string? Body, bool IsJson)
{
    private const string Any = "*";

    /// <summary>What is not as expected.</summary>
    public IEnumerable<string> Differences(TriedEvent came)
    {
        foreach (var (name, value) in Headers ?? new Dictionary<string, string>())
        {
            var has = came.Headers[name];
            if (has is null)
                yield return $"header '{name}' is missing, '{value}' was expected";
            else if (value != Any && value != has)
                yield return $"header '{name}' is '{has}', '{value}' was expected";
        }
        if (Headers is not null)
            foreach (var (name, value) in came.Headers)
                if (!Headers.ContainsKey(name))
                    yield return $"header '{name}' = '{value}' was not expected";
        if (Body is not null && !(IsJson ? IsSameJson(came.Text) : Body == came.Text))
            yield return $"the body is '{came.Text}', '{Body}' was expected";
    }

    private bool IsSameJson(string text)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(Body!));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
