using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace FlumePlug.Script.Compiler;

/// <summary>The door of Roslyn's context: bytes in, bytes out. Safe for concurrent calls.</summary>
public static class ScriptCompiler
{
    /// <summary>Compiles a <see cref="CompileRequest"/> and answers with a <see cref="CompileAnswer"/>.</summary>
    public static byte[] Compile(byte[] request) => Compile(CompileRequest.FromBytes(request)).ToBytes();

    private static CompileAnswer Compile(CompileRequest request)
    {
        // The first time it reads every file of the base library.
        var references = Task.Run(() => References.Of(request.References));
        var script = ComposedScript.Of(request);
        if (script.Errors.Count > 0)
            return CompileAnswer.Failed(script.Errors);
        var clean = CSharpCompilation.Create(request.AssemblyName, script.Trees, references.GetAwaiter().GetResult(), Options(request.Debug));
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        // Of the clean one, so that what both refer to is bound once.
        var instrumented = clean.RemoveAllSyntaxTrees().AddSyntaxTrees(Instrumented(script.Trees, request.Debug));
        if (!Emit(instrumented, image, symbols).Success)
        {
            // Columns are those of the text as it was written, without what was put between.
            var emitted = Emit(clean, image, symbols);
            if (!emitted.Success)
                return CompileAnswer.Failed(new ErrorTexts(clean, request).Of(emitted.Diagnostics.Where(IsError)));
        }
        var (className, error) = ScriptClass.Find(clean, script, request);
        return error is not null
            ? CompileAnswer.Failed([error])
            : new(image.ToArray(), symbols.ToArray(), className, [], ParameterUses.In(clean, script.Trees));
    }

    private static EmitResult Emit(CSharpCompilation compilation, MemoryStream image, MemoryStream symbols)
    {
        image.SetLength(0);
        symbols.SetLength(0);
        return compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
    }

    // Code for a debugger is not optimised: its lines are exact as they are.
    private static SyntaxTree[] Instrumented(IReadOnlyList<SyntaxTree> trees, bool debug) =>
        [.. trees.Select(tree => LoopGuard.Insert(debug ? tree : LineNotes.Insert(tree)))];

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    // One thread: a script is too small to share, and the events have the other cores.
    private static CSharpCompilationOptions Options(bool debug) => new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: debug ? OptimizationLevel.Debug : OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable,
        deterministic: true,
        concurrentBuild: false);
}
