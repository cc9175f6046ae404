using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FlumePlug.Script.Compiler;

/// <summary>
/// The syntax trees of a script. Its statements become the <c>Run</c> of a generated class, what it loads becomes static
/// classes; every member keeps its file, line and column, so that errors, stack traces and breakpoints are in the user's file.
/// </summary>
internal sealed class ComposedScript
{
    /// <summary>The class that statements are put into.</summary>
    public const string GeneratedClass = "Script";

    /// <summary>The class that lets the agent end a script that takes too long.</summary>
    public const string GuardClass = "FlumePlugScript";

    // What tells the text put together from a file from the file itself.
    private const string Suffix = " (composed)";

    private static readonly CSharpParseOptions AsScript = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);
    private static readonly CSharpParseOptions AsProgram = new(LanguageVersion.Latest);

    private readonly List<ScriptError> _errors = [];
    private readonly List<SyntaxTree> _trees = [];

    private ComposedScript()
    {
    }

    /// <summary>What is wrong with the syntax; then the trees are of no use.</summary>
    public IReadOnlyList<ScriptError> Errors => _errors;

    /// <summary>The trees of a program.</summary>
    public IReadOnlyList<SyntaxTree> Trees => _trees;

    /// <summary>Whether the script is statements, not a class.</summary>
    public bool IsStatements { get; private set; }

    /// <summary>The file that a tree was made from.</summary>
    public static string FileOf(SyntaxTree tree) => tree.FilePath[..^Suffix.Length];

    public static ComposedScript Of(CompileRequest request)
    {
        var composed = new ComposedScript();
        var globals = new StringBuilder(Usings.Text);
        for (var i = 0; i < request.Files.Count; i++)
        {
            var file = request.Files[i];
            var parsed = composed.Parse(file);
            if (parsed is null)
                continue;
            composed.AddTree(i == 0 ? composed.Root(file, parsed, request.Kind) : composed.Loaded(file, parsed, i), file.Path);
            if (i > 0)
                globals.Append("global using static global::Loaded").Append(i).Append(";\n");
        }
        composed.AddTree(globals.Append(Defaults.Guard).ToString(), "globals");
        return composed;
    }

    private CompilationUnitSyntax? Parse(ScriptFile file)
    {
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(file.Text, Encoding.UTF8), AsScript, file.Path);
        var wrong = tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        foreach (var diagnostic in wrong)
            _errors.Add(ErrorTexts.Of(diagnostic));
        return wrong.Count == 0 ? tree.GetCompilationUnitRoot() : null;
    }

    private string Root(ScriptFile file, CompilationUnitSyntax parsed, ScriptKind kind)
    {
        var members = new Members(parsed);
        IsStatements = members.Statements.Count > 0;
        var text = new MappedText(file.Path);
        foreach (var used in parsed.Usings)
            text.Add(used);
        if (IsStatements)
            AddClass(text, members, kind);
        foreach (var type in members.Types)
            text.Add(type);
        return text.ToString();
    }

    private static void AddClass(MappedText text, Members members, ScriptKind kind)
    {
        var isSelector = kind == ScriptKind.Selector;
        text.AddHidden($"public sealed class {GeneratedClass} : global::FlumePlug.Script.{(isSelector ? "SelectorScript" : "EventScript")} {{");
        foreach (var member in members.Statics)
            text.Add(member);
        text.AddHidden($"public override {(isSelector ? "global::FlumePlug.Script.Channels" : "void")} Run() {{");
        foreach (var statement in members.Statements)
        {
            // What a script's last line may leave out.
            var unended = statement is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } };
            text.Add(statement, unended && isSelector ? "return " : "", unended ? ";" : "");
        }
        text.AddHidden("} }");
    }

    private string Loaded(ScriptFile file, CompilationUnitSyntax parsed, int number)
    {
        var members = new Members(parsed);
        var text = new MappedText(file.Path);
        foreach (var used in parsed.Usings)
            text.Add(used);
        text.AddHidden($"internal static class Loaded{number} {{");
        foreach (var member in members.Statics.Concat(members.Statements))
        {
            if (member is GlobalStatementSyntax)
                _errors.Add(ErrorTexts.At(member.GetLocation(), "a loaded file holds functions, constants and types; statements are never run"));
            else
                text.Add(member, Members.LoadedModifiers(member));
        }
        text.AddHidden("}");
        foreach (var type in members.Types)
            text.Add(type);
        return text.ToString();
    }

    private void AddTree(string text, string path) =>
        _trees.Add(CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), AsProgram, path + Suffix));
}
