using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace FlumePlug.Script.Compiler;

/// <summary>Gives functions a block that statements can be put into, without moving anything to another line.</summary>
internal static class FunctionBodies
{
    /// <summary>The method with a block instead of an expression where that says the same.</summary>
    public static MethodDeclarationSyntax WithBlock(this MethodDeclarationSyntax method) =>
        BlockOf(method.ExpressionBody, method.ReturnType, method.Modifiers) is { } block
            ? method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block) : method;

    /// <summary>The function with a block instead of an expression where that says the same.</summary>
    public static LocalFunctionStatementSyntax WithBlock(this LocalFunctionStatementSyntax function) =>
        BlockOf(function.ExpressionBody, function.ReturnType, function.Modifiers) is { } block
            ? function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block) : function;

    /// <summary>The block with a statement more in front, on the line of its brace.</summary>
    public static BlockSyntax Prefixed(this BlockSyntax block, StatementSyntax first) =>
        block.WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia())
            .WithStatements(block.Statements.Insert(0, first.WithTrailingTrivia(block.OpenBraceToken.TrailingTrivia)));

    private static BlockSyntax? BlockOf(ArrowExpressionClauseSyntax? arrow, TypeSyntax returned, SyntaxTokenList modifiers)
    {
        if (arrow is null || modifiers.Any(SyntaxKind.AsyncKeyword))
            return null;
        var isVoid = returned is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
        StatementSyntax statement = arrow.Expression switch
        {
            ThrowExpressionSyntax thrown => ThrowStatement(thrown.Expression).WithThrowKeyword(Token(SyntaxKind.ThrowKeyword).WithTrailingTrivia(Space)),
            var expression when isVoid => ExpressionStatement(expression),
            var expression => ReturnStatement(expression).WithReturnKeyword(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space)),
        };
        return Block(statement).WithOpenBraceToken(Token(SyntaxKind.OpenBraceToken).WithTriviaFrom(arrow.ArrowToken));
    }
}
