using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FlumePlug.Script.Compiler;

/// <summary>Roslyn's errors in the user's files, with a hint where one can be given.</summary>
internal sealed class ErrorTexts(CSharpCompilation compilation, CompileRequest request)
{
    public IReadOnlyList<ScriptError> Of(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Select(InUsersFile).Distinct().OrderBy(error => error.Line).ThenBy(error => error.Column)];

    /// <summary>An error where it stands.</summary>
    public static ScriptError Of(Diagnostic diagnostic) =>
        At(diagnostic.Location, $"error {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");

    /// <summary>A message at a place.</summary>
    public static ScriptError At(Location location, string message)
    {
        var span = location.GetMappedLineSpan();
        return new(span.Path ?? "", span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, message);
    }

    private ScriptError InUsersFile(Diagnostic diagnostic)
    {
        var error = Of(diagnostic);
        error = error with { Message = error.Message + Hint(diagnostic) };
        // In the generated frame: the script as a whole.
        return request.Files.Any(file => file.Path == error.File) ? error
            : new(request.Files[0].Path, LastLine(request.Files[0].Text), 0, error.Message);
    }

    private string Hint(Diagnostic diagnostic) => diagnostic.Id switch
    {
        "CS0161" => " (return the names of the channels on every path)",
        "CS0656" when diagnostic.GetMessage(CultureInfo.InvariantCulture).Contains("RuntimeBinder", StringComparison.Ordinal) =>
            " (dynamic cannot be used in a script: it would keep every version in memory)",
        "CS0246" or "CS0103" when Namespaces(diagnostic) is { Count: > 0 } found =>
            $" (is this missing: {string.Join(" or ", found.Select(space => $"using {space};"))})",
        _ => "",
    };

    private List<string> Namespaces(Diagnostic diagnostic)
    {
        var node = diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is not SimpleNameSyntax { Identifier.ValueText: var name })
            return [];
        var found = new List<string>();
        Search(compilation.GlobalNamespace);
        return found;

        void Search(INamespaceSymbol space)
        {
            if (!space.IsGlobalNamespace && space.GetTypeMembers(name).Any(type => type.DeclaredAccessibility == Accessibility.Public))
                found.Add(space.ToDisplayString());
            foreach (var inner in space.GetNamespaceMembers())
                Search(inner);
        }
    }

    private static int LastLine(string text) => text.TrimEnd().Count(character => character == '\n') + 1;
}
