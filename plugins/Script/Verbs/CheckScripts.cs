using FlumePlug.Script.Compiling;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs;

/// <summary><c>script check</c>: compiles, and says what a script is for and which parameters it reads.</summary>
internal static class CheckScripts
{
    public static ValueTask<int> RunAsync(VerbCall call, VerbArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Values.Count == 0)
            throw new FormatException("give the script's FILE");
        var exit = 0;
        foreach (var file in arguments.Values)
            exit = Math.Max(exit, Check(call, Path.GetFullPath(file), arguments));
        return ValueTask.FromResult(exit);
    }

    private static int Check(VerbCall call, string file, VerbArguments arguments)
    {
        var (source, cache) = (ScriptSource.OfFile(file), ImageCache.OfUser());
        var kind = CompiledScript.KindOf(source, cache);
        var compiled = CompiledScript.Of(source, kind, debug: false, new Parameters(arguments.Params), cache);
        // A parameter that only the configuration will give is no error here; a wrong value is.
        var isWrong = compiled.Errors.Any(error => !error.Message.StartsWith("parameter '", StringComparison.Ordinal));
        foreach (var error in isWrong ? compiled.Errors : [])
            call.Output.WriteLine(error);
        if (!isWrong)
            call.Output.WriteLine($"{Path.GetFileName(file)}: fine, for {(kind == ScriptKind.Selector ? "a channel selector" : "an interceptor")}"
                + $"{ParametersOf(CompiledScript.UsesOf(source, kind, cache))}.");
        return isWrong ? 2 : 0;
    }

    private static string ParametersOf(IReadOnlyList<ParameterUse> uses)
    {
        string[] names = [.. uses.GroupBy(use => use.Name).Select(use => use.All(one => one.HasDefault) ? use.Key + " (optional)" : use.Key)];
        return names.Length == 0 ? "" : $"; parameters: {string.Join(", ", names)}";
    }
}
