using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FlumePlug.Script.Compiler;

/// <summary>Finds the class that the agent makes instances of.</summary>
internal static class ScriptClass
{
    public static (string ClassName, ScriptError? Error) Find(CSharpCompilation compilation, ComposedScript script, CompileRequest request)
    {
        if (script.IsStatements)
            return (ComposedScript.GeneratedClass, null);
        var wanted = request.Kind == ScriptKind.Selector ? "a class that derives from SelectorScript" : "a class that derives from EventScript or BatchScript";
        var classes = Classes(compilation, script.Trees[0]).ToList();
        var (fitting, others) = (classes.FindAll(one => Fits(one, request.Kind)), classes.FindAll(one => !Fits(one, request.Kind)));
        return fitting switch
        {
            [var one] => (MetadataName(one), null),
            [] when others is [var other, ..] => ("", Error(other.Locations[0],
                $"{other.Name} derives from {other.BaseType!.Name}: {(request.Kind == ScriptKind.Selector ? "a channel selector" : "an interceptor")} needs {wanted}")),
            [] => ("", new(request.Files[0].Path, 1, 0, $"the script is empty: it needs statements, or {wanted}")),
            _ => ("", Error(fitting[1].Locations[0], $"{fitting[1].Name} is the second class of a script: only one can be {wanted}")),
        };
    }

    private static IEnumerable<INamedTypeSymbol> Classes(CSharpCompilation compilation, SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Select(declared => model.GetDeclaredSymbol(declared)!)
            .Where(type => !type.IsAbstract && Bases(type).Any(based => based is "FlumePlug.Script.ScriptBase"))
            .Distinct(SymbolEqualityComparer.Default).Cast<INamedTypeSymbol>();
    }

    private static bool Fits(INamedTypeSymbol type, ScriptKind kind) => Bases(type).Any(based => kind == ScriptKind.Selector
        ? based is "FlumePlug.Script.SelectorScript"
        : based is "FlumePlug.Script.EventScript" or "FlumePlug.Script.BatchScript");

    private static IEnumerable<string> Bases(INamedTypeSymbol type)
    {
        for (var based = type.BaseType; based is not null; based = based.BaseType)
            yield return based.ToDisplayString();
    }

    private static ScriptError Error(Location location, string message) => ErrorTexts.At(location, message);

    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";
}
