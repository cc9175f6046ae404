using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace FlumePlug.Script.Compiler;

/// <summary>
/// Lets a failing statement tell its line. Optimised code keeps no exact lines: the JIT compiler moves, merges and inlines. So
/// each function remembers the line that it is at, which costs a store on its stack, and notes it as an exception passes; and
/// one without a loop, where it matters least, is not optimised, so that stack traces are exact too. Iterators, lambdas and
/// accessors are left alone; the line of their caller is told.
/// </summary>
internal sealed class LineNotes : CSharpSyntaxRewriter
{
    private const string Line = "flumeplugLine";

    private static readonly AttributeListSyntax NotOptimised = ((MethodDeclarationSyntax)ParseMemberDeclaration(
        "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoOptimization)] void M() { }")!)
        .AttributeLists[0];

    private bool _tracks;

    public static SyntaxTree Insert(SyntaxTree tree) =>
        tree.WithRootAndOptions(new LineNotes().Visit(tree.GetRoot())!, tree.Options);

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node) =>
        node.Identifier.ValueText == ComposedScript.GuardClass ? node : base.VisitClassDeclaration(node);

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var method = Tracked(node, node.ExpressionBody, () => (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!);
        method = Tracks(node) ? method.WithBlock() : method;
        method = method.Body is { } body && Tracks(node) ? method.WithBody(Noting(body, node, node.ExpressionBody)) : method;
        return Exact(node, node.AttributeLists) ? method.WithoutLeadingTrivia().AddAttributeLists(NotOptimised).WithLeadingTrivia(method.GetLeadingTrivia()) : method;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var function = Tracked(node, node.ExpressionBody, () => (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!);
        function = Tracks(node) ? function.WithBlock() : function;
        function = function.Body is { } body && Tracks(node) ? function.WithBody(Noting(body, node, node.ExpressionBody)) : function;
        return Exact(node, node.AttributeLists) ? function.WithoutLeadingTrivia().AddAttributeLists(NotOptimised).WithLeadingTrivia(function.GetLeadingTrivia()) : function;
    }

    // A lambda that stored into its function's variable would need an object for it.
    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Untracked(() => base.VisitSimpleLambdaExpression(node));

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => Untracked(() => base.VisitParenthesizedLambdaExpression(node));

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) => Untracked(() => base.VisitAnonymousMethodExpression(node));

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var tracks = _tracks;
        var block = (BlockSyntax)base.VisitBlock(node)!;
        if (!tracks)
            return block;
        // A loop's head runs again after its body.
        var after = node.Parent is ForStatementSyntax or WhileStatementSyntax or CommonForEachStatementSyntax ? StoreOf(node.Parent) : null;
        block = block.WithStatements(Stored(node.Statements, block.Statements));
        return after is null ? block : block.AddStatements(after.WithLeadingTrivia(Space));
    }

    public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node)
    {
        var section = (SwitchSectionSyntax)base.VisitSwitchSection(node)!;
        return _tracks ? section.WithStatements(Stored(node.Statements, section.Statements)) : section;
    }

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        var visited = base.Visit(node);
        var isEmbedded = node is StatementSyntax and not BlockSyntax and not LocalFunctionStatementSyntax
            && node.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax or LabeledStatementSyntax);
        return _tracks && isEmbedded && visited is StatementSyntax statement
            ? Block(StoreOf(node!).WithLeadingTrivia(statement.GetLeadingTrivia()), statement.WithoutLeadingTrivia()) : visited;
    }

    private static SyntaxList<StatementSyntax> Stored(SyntaxList<StatementSyntax> originals, SyntaxList<StatementSyntax> statements)
    {
        var stored = new List<StatementSyntax>(statements.Count * 2);
        for (var i = 0; i < statements.Count; i++)
        {
            if (originals[i] is LocalFunctionStatementSyntax or EmptyStatementSyntax or BlockSyntax)
            {
                stored.Add(statements[i]);
                continue;
            }
            stored.Add(StoreOf(originals[i]).WithLeadingTrivia(statements[i].GetLeadingTrivia()));
            stored.Add(statements[i].WithoutLeadingTrivia());
        }
        return List(stored);
    }

    private T Tracked<T>(SyntaxNode function, ArrowExpressionClauseSyntax? arrow, Func<T> visit)
    {
        var before = _tracks;
        _tracks = arrow is null && Tracks(function);
        var visited = visit();
        _tracks = before;
        return visited;
    }

    private SyntaxNode? Untracked(Func<SyntaxNode?> visit) => Tracked(Block(), null, () => visit());

    private static bool Tracks(SyntaxNode function) => function is MethodDeclarationSyntax or LocalFunctionStatementSyntax
        && !Own(function).Any(node => node is YieldStatementSyntax);

    // Whose author said how it is to be compiled is left as it is.
    private static bool Exact(SyntaxNode function, SyntaxList<AttributeListSyntax> attributes) => attributes.Count == 0 && Tracks(function)
        && !Own(function).Any(node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or GotoStatementSyntax);

    private static IEnumerable<SyntaxNode> Own(SyntaxNode function) => function.DescendantNodes(
        node => node == function || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax));

    private static BlockSyntax Noting(BlockSyntax body, SyntaxNode function, ArrowExpressionClauseSyntax? arrow)
    {
        var span = (arrow?.Expression ?? function).GetLocation().GetMappedLineSpan();
        var file = Literal(ComposedScript.FileOf(function.SyntaxTree)).Text;
        var open = ParseStatement($"int {Line} = {Number(span)};");
        var guarded = (TryStatementSyntax)ParseStatement(
            $"try {{ }} catch (global::System.Exception flumeplugFailure) when (global::FlumePlug.Script.ScriptLine.Note(flumeplugFailure, {file}, {Line})) {{ throw; }}");
        return Block(open, guarded.WithBlock(body));
    }

    private static StatementSyntax StoreOf(SyntaxNode statement) =>
        ParseStatement($"{Line} = {Number(statement.GetLocation().GetMappedLineSpan())};");

    private static string Number(FileLinePositionSpan span) => (span.StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
}
