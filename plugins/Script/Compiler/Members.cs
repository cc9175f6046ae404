using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FlumePlug.Script.Compiler;

/// <summary>The members of a script file, by where they go.</summary>
internal sealed class Members
{
    public Members(CompilationUnitSyntax parsed)
    {
        foreach (var member in parsed.Members)
            ListFor(member).Add(member);
    }

    /// <summary>Statements, variables and functions, in their order.</summary>
    public List<MemberDeclarationSyntax> Statements { get; } = [];

    /// <summary>Static fields and properties, which live as long as the version.</summary>
    public List<MemberDeclarationSyntax> Statics { get; } = [];

    /// <summary>Classes and other types.</summary>
    public List<MemberDeclarationSyntax> Types { get; } = [];

    /// <summary>What a function or constant of a loaded file needs in front to be seen by the script.</summary>
    public static string LoadedModifiers(MemberDeclarationSyntax member)
    {
        var open = member.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword);
        return (open ? "" : "internal ") + (Has(member, SyntaxKind.StaticKeyword) || Has(member, SyntaxKind.ConstKeyword) ? "" : "static ");
    }

    // A variable of the statements is a local: it starts anew with every event.
    private List<MemberDeclarationSyntax> ListFor(MemberDeclarationSyntax member) => member switch
    {
        GlobalStatementSyntax or MethodDeclarationSyntax => Statements,
        FieldDeclarationSyntax when !Has(member, SyntaxKind.StaticKeyword) => Statements,
        FieldDeclarationSyntax or PropertyDeclarationSyntax => Statics,
        _ => Types,
    };

    private static bool Has(MemberDeclarationSyntax member, SyntaxKind modifier) => member.Modifiers.Any(modifier);
}
