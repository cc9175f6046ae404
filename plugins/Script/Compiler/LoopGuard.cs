using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace FlumePlug.Script.Compiler;

/// <summary>
/// Lets a script be ended from outside: each round of a loop, each jump and each function asks first. Nothing moves to another
/// line. Expression-bodied properties, lambdas and what runs in other code are left alone.
/// </summary>
internal sealed class LoopGuard : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Check = ParseStatement($"global::{ComposedScript.GuardClass}.Check();");
    private static readonly StatementSyntax Enter = ParseStatement($"global::{ComposedScript.GuardClass}.Enter();");

    public static SyntaxTree Insert(SyntaxTree tree) =>
        tree.WithRootAndOptions(new LoopGuard().Visit(tree.GetRoot()), tree.Options);

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node) =>
        node.Identifier.ValueText == ComposedScript.GuardClass ? node : base.VisitClassDeclaration(node);

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        base.VisitWhileStatement(node) is WhileStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) =>
        base.VisitDoStatement(node) is DoStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        base.VisitForStatement(node) is ForStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        base.VisitForEachStatement(node) is ForEachStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        base.VisitForEachVariableStatement(node) is ForEachVariableStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitGotoStatement(GotoStatementSyntax node) => Guarded(node);

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var function = ((LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!).WithBlock();
        return function.Body is { } body ? function.WithBody(body.Prefixed(Enter)) : function;
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var method = ((MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!).WithBlock();
        // The agent calls it for each event, and nobody else does.
        var isRun = method.Identifier.ValueText == "Run" && method.Modifiers.Any(SyntaxKind.OverrideKeyword);
        return method.Body is { } body && !isRun ? method.WithBody(body.Prefixed(Enter)) : method;
    }

    private static BlockSyntax Guarded(StatementSyntax statement) =>
        statement is BlockSyntax block ? block.Prefixed(Check) : Block(Check.WithLeadingTrivia(statement.GetLeadingTrivia()), statement.WithoutLeadingTrivia());
}
