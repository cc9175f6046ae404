namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>A Java pattern in .NET's words.</summary>
internal sealed record PatternTranslation(
    string Text, int GroupCount, IReadOnlyDictionary<string, int> GroupNames, bool CanRunAway)
{
    internal static PatternTranslation Of(string pattern, JavaPatternFlags flags)
    {
        var parser = new PatternParser(pattern, flags);
        var root = parser.Parse();
        var text = new PatternWriter(root, parser.GroupCount, pattern).Write();
        return new PatternTranslation(text, parser.GroupCount, parser.GroupNames, root.CanRunAway);
    }
}
