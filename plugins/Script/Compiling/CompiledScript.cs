using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Compiling;

/// <summary>A script's image, from the cache or from Roslyn, or its errors.</summary>
internal sealed record CompiledScript(ScriptSource Source, CompileAnswer Answer)
{
    private static readonly string[] Shared =
        [typeof(EventBatch).Assembly.Location, typeof(ScriptBase).Assembly.Location, typeof(ILogger).Assembly.Location];

    // The builds that a script is compiled against: the SDK and this plugin.
    private static readonly string Against =
        $"{typeof(EventBatch).Module.ModuleVersionId} {typeof(ScriptBase).Module.ModuleVersionId}";

    /// <summary>What is wrong with the script.</summary>
    public IReadOnlyList<ScriptError> Errors => Answer.Errors;

    /// <summary>Compiles a script for the parameters that it is given.</summary>
    public static CompiledScript Of(ScriptSource source, ScriptKind kind, bool debug, Parameters parameters, ImageCache? cache)
    {
        if (source.Errors.Count > 0)
            return new(source, CompileAnswer.Failed(source.Errors));
        var answer = Compile(source, kind, debug, cache);
        var wrong = answer.Parameters.Select(use => (Use: use, Message: parameters.Check(use))).Where(one => one.Message is not null)
            .Select(one => new ScriptError(one.Use.File, one.Use.Line, one.Use.Column, one.Message!)).ToList();
        return new(source, wrong.Count > 0 ? CompileAnswer.Failed(wrong) : answer);
    }

    /// <summary>What a script is for: as what it compiles, else as what it has fewer errors.</summary>
    public static ScriptKind KindOf(ScriptSource source, ImageCache? cache)
    {
        if (source.Errors.Count > 0)
            return ScriptKind.Interceptor;
        var errors = Compile(source, ScriptKind.Interceptor, debug: false, cache).Errors.Count;
        return errors > 0 && Compile(source, ScriptKind.Selector, debug: false, cache).Errors.Count < errors ? ScriptKind.Selector : ScriptKind.Interceptor;
    }

    /// <summary>The parameters that a script without errors reads.</summary>
    public static IReadOnlyList<ParameterUse> UsesOf(ScriptSource source, ScriptKind kind, ImageCache? cache) =>
        Compile(source, kind, debug: false, cache).Parameters;

    private static CompileAnswer Compile(ScriptSource source, ScriptKind kind, bool debug, ImageCache? cache)
    {
        var name = "script " + Path.GetFileNameWithoutExtension(source.Files[0].Path);
        var key = ImageCache.KeyOf(new(name + Against, kind, debug, source.Files, source.References));
        if (cache?.Find(key) is { } kept)
            return kept;
        var answer = RoslynContext.Compile(new(name, kind, debug, source.Files, [.. Shared, .. source.References]));
        if (answer.Errors.Count == 0)
            cache?.Keep(key, answer);
        return answer;
    }
}
