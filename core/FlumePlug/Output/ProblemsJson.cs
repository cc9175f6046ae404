using System.Text.Json;
using FlumePlug.Core.Configuration;

namespace FlumePlug.Output;

/// <summary>Problems as an array of objects; what is not known is null.</summary>
internal static class ProblemsJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ConfigProblem> problems)
    {
        json.WriteStartArray();
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("severity", ProblemText.Severity(problem));
            json.WriteString("file", problem.Location?.File);
            WriteNumber(json, "line", problem.Location?.Line);
            WriteNumber(json, "column", problem.Location?.Column);
            json.WriteString("component", problem.Component);
            json.WriteString("message", problem.Message);
            json.WriteString("suggestion", problem.Suggestion);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // 0 means that it is not known (Location).
    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is > 0)
            json.WriteNumber(name, number.Value);
        else
            json.WriteNull(name);
    }
}
