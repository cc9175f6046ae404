namespace FlumePlug.Sdk.Text;

/// <summary>A pattern that Java would refuse, or that cannot be carried over to .NET exactly.</summary>
public sealed class JavaPatternException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="reason">What is wrong, without the pattern.</param>
    /// <param name="pattern">The whole pattern.</param>
    /// <param name="index">Where in the pattern, counted in UTF-16 units from 0.</param>
    public JavaPatternException(string reason, string pattern, int index)
        : base($"{reason} near index {index} of the pattern '{pattern}'")
    {
        Reason = reason;
        Pattern = pattern;
        Index = index;
    }

    /// <summary>What is wrong; Java's own words where Java refuses the pattern too.</summary>
    public string Reason { get; }

    /// <summary>The whole pattern.</summary>
    public string Pattern { get; }

    /// <summary>Where in the pattern, counted in UTF-16 units from 0.</summary>
    public int Index { get; }
}
