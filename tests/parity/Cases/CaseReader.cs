using System.Globalization;
using System.Text;
using FlumePlug.Parity.Steps;

namespace FlumePlug.Parity.Cases;

/// <summary>
/// Reads <c>cases/COMPONENT/NAME.conf</c>: a flume.conf in which the lines that begin with <c>#&gt;</c> say what is
/// prepared, sent and watched (README.md lists them).
/// </summary>
public static class CaseReader
{
    public static IReadOnlyList<ParityCase> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.conf", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => Read(
                Path.ChangeExtension(Path.GetRelativePath(folder, file), null), File.ReadAllText(file, Encoding.Latin1))),
    ];

    public static ParityCase Read(string name, string text)
    {
        var result = new ParityCase(name, text);
        foreach (var line in text.Split('\n').Where(IsDirective))
        {
            try
            {
                result = With(result, line[2..].Trim());
            }
            catch (FormatException exception)
            {
                throw new FormatException($"case {name}: cannot read '{line}': {exception.Message}", exception);
            }
        }
        return result;
    }

    public static string ConfigurationOf(string text) => string.Join('\n', text.Split('\n').Where(line => !IsDirective(line)));

    private static bool IsDirective(string line) => line.StartsWith("#>", StringComparison.Ordinal);

    private static ParityCase With(ParityCase that, string directive)
    {
        var (verb, rest) = Split(directive);
        var (first, second) = Split(rest);
        return verb switch
        {
            "alone" => that with { Suite = that.Name },
            "suite" => that with { Suite = rest },
            "settle" => that with { Settle = TimeSpan.FromSeconds(double.Parse(rest, CultureInfo.InvariantCulture)) },
            "line-ends" => that with { LineEnd = rest == "crlf" ? "\r\n" : throw new FormatException("only crlf") },
            "argument" => that with { Arguments = [.. that.Arguments, rest] },
            "environment" => that with { Environment = [.. that.Environment, NameAndValue(rest)] },
            "directory" => that with { Directories = [.. that.Directories, new(first, View(second), Create: true)] },
            "watch" => that with { Directories = [.. that.Directories, new(first, View(second), Create: false)] },
            "log" => that with { LogMarks = [.. that.LogMarks, Encoding.Latin1.GetString(BytesLiteral.Parse(rest))] },
            "logged" => that with { LoggedTexts = [.. that.LoggedTexts, Encoding.Latin1.GetString(BytesLiteral.Parse(rest))] },
            "port" => that with { ProbedPorts = [.. that.ProbedPorts, rest] },
            "tally" => that with { Tallies = [.. that.Tallies, (first, second)] },
            "ignore" => that with { Ignored = [.. that.Ignored, Encoding.Latin1.GetString(BytesLiteral.Parse(rest))] },
            "file" => that with { Preparation = [.. that.Preparation, new FileStep(first, BytesLiteral.Parse(second))] },
            _ => that with { Steps = [.. that.Steps, StepReader.Read(verb, first, second)] },
        };
    }

    private static DirectoryView View(string word) => word switch
    {
        "" => DirectoryView.Files,
        "joined" => DirectoryView.Joined,
        "sorted" => DirectoryView.Sorted,
        "events" => DirectoryView.Events,
        "count" => DirectoryView.Count,
        _ => throw new FormatException($"a directory is seen joined, sorted, as events or as a count, not '{word}'"),
    };

    private static (string, string) NameAndValue(string text) =>
        text.Split('=', 2) is [var name, var value] ? (name, value) : throw new FormatException("NAME=VALUE is expected");

    private static (string First, string Remainder) Split(string text) =>
        text.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var rest] ? (first, rest) : (text, "");
}
