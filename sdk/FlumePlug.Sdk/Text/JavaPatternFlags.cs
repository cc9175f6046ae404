namespace FlumePlug.Sdk.Text;

/// <summary>The flags of java.util.regex.Pattern, with Java's names, values and inline letters.</summary>
[Flags]
public enum JavaPatternFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary><c>(?d)</c>: only a newline ends a line for <c>.</c>, <c>^</c> and <c>$</c>.</summary>
    UnixLines = 1,

    /// <summary><c>(?i)</c>: ASCII letters match in both cases; with <see cref="UnicodeCase"/> all letters do.</summary>
    CaseInsensitive = 2,

    /// <summary><c>(?x)</c>: white space and <c>#</c> comments in the pattern mean nothing.</summary>
    Comments = 4,

    /// <summary><c>(?m)</c>: <c>^</c> and <c>$</c> match at line ends too.</summary>
    Multiline = 8,

    /// <summary>The pattern is plain text.</summary>
    Literal = 16,

    /// <summary><c>(?s)</c>: <c>.</c> matches line ends too.</summary>
    DotAll = 32,

    /// <summary><c>(?u)</c>: case is ignored for all letters, not for ASCII alone.</summary>
    UnicodeCase = 64,

    /// <summary><c>(?U)</c>: the predefined classes are Unicode's; implies <see cref="UnicodeCase"/>.</summary>
    UnicodeCharacterClass = 256,
}
