using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FlumePlug.Script.Compiler;

/// <summary>Finds the parameters that a script names, so that a missing one is told before the first event asks for it.</summary>
internal static class ParameterUses
{
    private const string Class = "FlumePlug.Script.Parameters";

    public static IReadOnlyList<ParameterUse> In(CSharpCompilation compilation, IReadOnlyList<SyntaxTree> trees)
    {
        var uses = new List<ParameterUse>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in trees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is ElementAccessExpressionSyntax { ArgumentList.Arguments: [var name] } access && IsOfParameters(model, access))
                    Add(name, ParameterKind.Text, hasDefault: false);
                else if (node is InvocationExpressionSyntax { ArgumentList.Arguments: [var first, ..] given } call && IsOfParameters(model, call))
                    AddCall(first, ((IMethodSymbol)model.GetSymbolInfo(call).Symbol!).Name, given.Count > 1);
            }

            void AddCall(ArgumentSyntax name, string method, bool hasDefault)
            {
                if (method == "Has" && TextOf(name) is { } text)
                    asked.Add(text);
                else if (Enum.TryParse(method, out ParameterKind kind))
                    Add(name, kind, hasDefault);
                else if (method == "Get")
                    Add(name, ParameterKind.Text, hasDefault: true);
            }

            void Add(ArgumentSyntax name, ParameterKind kind, bool hasDefault)
            {
                if (TextOf(name) is not { } text)
                    return;
                var place = ErrorTexts.At(name.GetLocation(), "");
                uses.Add(new(text, kind, hasDefault, place.File, place.Line, place.Column));
            }

            string? TextOf(ArgumentSyntax name) => model.GetConstantValue(name.Expression).Value as string;
        }
        // Who looks first whether it is there can do without.
        return [.. uses.Select(use => asked.Contains(use.Name) ? use with { HasDefault = true } : use)];
    }

    private static bool IsOfParameters(SemanticModel model, ExpressionSyntax used) =>
        model.GetSymbolInfo(used).Symbol?.ContainingType?.ToDisplayString() == Class;
}
