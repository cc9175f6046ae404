using System.Text.Json;
using FlumePlug.Script.Verbs.Trying;

namespace FlumePlug.Script.Verbs.Cases;

/// <summary>The cases of <c>NAME.tests.json</c> for the script <c>NAME.csx</c> beside it.</summary>
internal sealed record CaseFile(string Path, string Script, IReadOnlyList<ScriptCase> Cases)
{
    public const string Ending = ".tests.json";

    private static readonly string[] FileMembers = ["params", "channels", "default", "now", "cases"];
    private static readonly string[] CaseMembers = ["name", "in", "params", "now", "out", "drop", "route", "error", "counters"];

    /// <summary>Reads the cases.</summary>
    /// <exception cref="InvalidDataException">The file is no JSON, or a case is wrong.</exception>
    public static CaseFile Read(string path)
    {
        var script = path[..^Ending.Length] + ".csx";
        if (!File.Exists(script))
            throw new InvalidDataException($"{path}: its script {script} is not there");
        var file = EventFile.Parse(path);
        try
        {
            Know(file, FileMembers, path);
            var setting = new TrySetting(script) { Channels = Names(file, "channels"), Default = Names(file, "default") };
            setting = Given(setting, file);
            var cases = Member(file, "cases") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList()
                : throw new InvalidDataException($"{path}: \"cases\" is missing: [{{\"name\": ..., \"in\": ..., \"out\": ...}}]");
            return new(path, script, [.. cases.Select((one, i) => CaseOf(one, setting, path, i + 1))]);
        }
        catch (InvalidOperationException wrong)
        {
            throw new InvalidDataException($"{path}: a value is not of the right kind: {wrong.Message}");
        }
    }

    private static ScriptCase CaseOf(JsonElement json, TrySetting setting, string path, int number)
    {
        var name = Member(json, "name")?.GetString() ?? $"case {number}";
        var place = $"{path}: case '{name}'";
        Know(json, CaseMembers, place);
        var events = Member(json, "in") is { } given ? EventFile.EventsOf(given, place)
            : throw new InvalidDataException($"{place}: \"in\" is missing: an event, or an array of them");
        var read = new ScriptCase(name, Given(setting, json), events)
        {
            Out = Member(json, "drop")?.GetBoolean() == true ? [] : Member(json, "out") is { } expected ? ExpectedOf(expected, place) : null,
            Route = Member(json, "route") is null ? null : Names(json, "route"),
            Error = Member(json, "error")?.GetString(),
            Counters = Member(json, "counters")?.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt64()) ?? [],
        };
        return read is { Out: null, Route: null, Error: null, Counters.Count: 0 }
            ? throw new InvalidDataException($"{place}: it expects nothing: give out, drop, route, error or counters") : read;
    }

    private static IReadOnlyList<ExpectedEvent> ExpectedOf(JsonElement json, string place)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return [.. json.EnumerateArray().SelectMany(one => ExpectedOf(one, place))];
        if (json.ValueKind == JsonValueKind.String)
            return [new(null, json.GetString(), IsJson: false)];
        Know(json, ["headers", "body"], place);
        var body = Member(json, "body");
        return [new(Member(json, "headers")?.EnumerateObject().ToDictionary(one => one.Name, one => EventFile.BodyOf(one.Value)),
            body is { } text ? EventFile.BodyOf(text) : null, body?.ValueKind is JsonValueKind.Object or JsonValueKind.Array)];
    }

    private static TrySetting Given(TrySetting setting, JsonElement json)
    {
        var parameters = new Dictionary<string, string>(setting.Params);
        foreach (var one in Member(json, "params")?.EnumerateObject().ToArray() ?? [])
            parameters[one.Name] = EventFile.BodyOf(one.Value);
        return setting with { Params = parameters, Now = Member(json, "now")?.GetDateTimeOffset() ?? setting.Now };
    }

    // A list, or names with blanks between, as in a configuration.
    private static string[] Names(JsonElement json, string member) => Member(json, member) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(one => one.GetString()!)],
        { } text => text.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    };

    private static JsonElement? Member(JsonElement json, string name) => json.TryGetProperty(name, out var member) ? member : null;

    private static void Know(JsonElement json, string[] members, string place)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{place}: an object was expected, not {json.GetRawText()}");
        foreach (var member in json.EnumerateObject())
            if (!members.Contains(member.Name))
                throw new InvalidDataException($"{place}: '{member.Name}' is unknown; there are {string.Join(", ", members)}");
    }
}
