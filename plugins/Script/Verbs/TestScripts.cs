using System.Diagnostics;
using FlumePlug.Script.Verbs.Cases;
using FlumePlug.Script.Verbs.Trying;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs;

/// <summary><c>script test</c>: the cases that lie beside scripts.</summary>
internal static class TestScripts
{
    public static async ValueTask<int> RunAsync(VerbCall call, VerbArguments arguments, CancellationToken cancellationToken)
    {
        var files = (arguments.Values.Count == 0 ? ["."] : arguments.Values).SelectMany(FilesOf).Distinct().ToList();
        if (files.Count == 0)
            throw new FormatException($"there is no case: no *{CaseFile.Ending} in {Path.GetFullPath(arguments.Values is [var one] ? one : ".")}");
        var (results, exit) = (new List<CaseResult>(), 0);
        foreach (var file in files)
            exit = Math.Max(exit, await RunAsync(call, CaseFile.Read(file), results, cancellationToken));
        var failed = results.Count(result => result.Failure.Length > 0);
        call.Output.WriteLine($"{results.Count} cases: {results.Count - failed} passed, {failed} failed.");
        if (arguments["junit"] is { } junit)
            JUnitFile.Write(junit, results);
        return exit;
    }

    private static async ValueTask<int> RunAsync(VerbCall call, CaseFile file, List<CaseResult> results, CancellationToken cancellationToken)
    {
        var script = Path.GetRelativePath(".", file.Script);
        call.Output.WriteLine(script);
        var exit = 0;
        foreach (var tried in file.Cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var took = Stopwatch.StartNew();
            IReadOnlyList<string> differences;
            try
            {
                differences = await CaseRun.DifferencesAsync(tried, cancellationToken);
            }
            catch (ScriptErrorsException wrong)
            {
                (differences, exit) = (wrong.Message.Split('\n'), 2);
            }
            results.Add(new(script, tried.Name, string.Join('\n', differences), took.Elapsed));
            call.Output.WriteLine($"  {(differences.Count == 0 ? "ok    " : "FAILED")}  {tried.Name}");
            foreach (var difference in differences)
                call.Output.WriteLine($"          {difference.ReplaceLineEndings("\\n")}");
            exit = differences.Count > 0 ? Math.Max(exit, 1) : exit;
        }
        return exit;
    }

    private static IEnumerable<string> FilesOf(string given)
    {
        var path = Path.GetFullPath(given);
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*" + CaseFile.Ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var cases = path.EndsWith(CaseFile.Ending, StringComparison.Ordinal) ? path : Path.ChangeExtension(path, null) + CaseFile.Ending;
        return File.Exists(cases) ? [cases] : throw new FormatException($"{cases} is not there");
    }
}
