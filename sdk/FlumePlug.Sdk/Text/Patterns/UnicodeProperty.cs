using System.Collections.Concurrent;
using System.Globalization;

namespace FlumePlug.Sdk.Text.Patterns;

/// <summary>The sets behind <c>\p{...}</c>; null for a name that Java does not know either.</summary>
internal static class UnicodeProperty
{
    /// <summary>In the order of <see cref="UnicodeCategory"/>.</summary>
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static readonly ConcurrentDictionary<UnicodeCategory, CodePointSet> CategorySets = new();

    /// <summary><c>\p{name}</c>: a general category, a POSIX class or a method of Java's Character class.</summary>
    internal static CodePointSet? Named(string name, bool ignoreCase) => name switch
    {
        "all" => CodePointSet.All,
        "ASCII" => CodePointSet.Range(0, 0x7F),
        "L1" => CodePointSet.Range(0, 0xFF),
        "LC" or "Lu" or "Ll" or "Lt" when ignoreCase || name == "LC" => Category("Lu", "Ll", "Lt"),
        "LD" => Category("L", "Nd"),
        "Alpha" => CodePointSet.OfText("a-zA-Z"),
        "Lower" => CodePointSet.OfText(ignoreCase ? "a-zA-Z" : "a-z"),
        "Upper" => CodePointSet.OfText(ignoreCase ? "a-zA-Z" : "A-Z"),
        "Alnum" => CodePointSet.OfText("a-zA-Z0-9"),
        "Digit" => CodePointSet.OfText("0-9"),
        "XDigit" => CodePointSet.OfText("0-9a-fA-F"),
        "Punct" => CodePointSet.OfText("!-/:-@[-`{-~"),
        "Graph" => CodePointSet.OfText("!-~"),
        "Print" => CodePointSet.OfText(" -~"),
        "Blank" => CodePointSet.OfText(" \t"),
        "Cntrl" => CodePointSet.Range(0, 0x1F).Union(CodePointSet.Of(0x7F)),
        "Space" => Predefined.AsciiSpace,
        _ when name.StartsWith("java", StringComparison.Ordinal) => OfCharacterMethod(name[4..], ignoreCase),
        _ when name.Length is 1 or 2 => Find(name),
        _ => null,
    };

    /// <summary><c>\p{IsName}</c>: a binary property.</summary>
    internal static CodePointSet? Binary(string name, bool ignoreCase) => name.ToUpperInvariant() switch
    {
        "ALPHABETIC" => Category("L", "Nl").Union(Table("OtherAlphabetic")),
        "LETTER" => Category("L"),
        "IDEOGRAPHIC" => Table("Ideographic"),
        "LOWERCASE" => Cased(ignoreCase, Category("Ll").Union(Table("OtherLowercase"))),
        "UPPERCASE" => Cased(ignoreCase, Category("Lu").Union(Table("OtherUppercase"))),
        "TITLECASE" => Cased(ignoreCase, Category("Lt")),
        "WHITE_SPACE" or "WHITESPACE" => Category("Z").Union(CodePointSet.OfText("\t-\r\u0085")),
        "CONTROL" => Category("Cc"),
        "PUNCTUATION" => Category("P"),
        "HEX_DIGIT" or "HEXDIGIT" => Category("Nd").Union(CodePointSet.OfText("0-9a-fA-F\uFF21-\uFF26\uFF41-\uFF46")),
        "ASSIGNED" => Category("Cn").Negate(),
        "NONCHARACTER_CODE_POINT" or "NONCHARACTERCODEPOINT" =>
            CodePointSet.Where(point => (point & 0xFFFE) == 0xFFFE || point is >= 0xFDD0 and <= 0xFDEF),
        "DIGIT" => Category("Nd"),
        "ALNUM" => Binary("ALPHABETIC", false)!.Union(Category("Nd")),
        "BLANK" => Category("Zs").Union(CodePointSet.Of('\t')),
        "GRAPH" => Category("Z", "Cc", "Cs", "Cn").Negate(),
        "PRINT" => Binary("GRAPH", false)!.Union(Binary("BLANK", false)!).Except(Category("Cc")),
        "WORD" => Binary("ALNUM", false)!.Union(Category("M", "Pc")).Union(CodePointSet.OfText("\u200C\u200D")),
        "JOIN_CONTROL" or "JOINCONTROL" => CodePointSet.OfText("\u200C\u200D"),
        _ => null,
    };

    /// <summary>The POSIX names under <c>(?U)</c>.</summary>
    internal static CodePointSet? Posix(string name, bool ignoreCase) => name.ToUpperInvariant() switch
    {
        "ALPHA" => Binary("ALPHABETIC", ignoreCase),
        "LOWER" => Binary("LOWERCASE", ignoreCase),
        "UPPER" => Binary("UPPERCASE", ignoreCase),
        "SPACE" => Binary("WHITE_SPACE", ignoreCase),
        "PUNCT" => Binary("PUNCTUATION", ignoreCase),
        "XDIGIT" => Binary("HEX_DIGIT", ignoreCase),
        "CNTRL" => Binary("CONTROL", ignoreCase),
        "ALNUM" or "DIGIT" or "BLANK" or "GRAPH" or "PRINT" => Binary(name, ignoreCase),
        _ => null,
    };

    internal static CodePointSet? Script(string name) => UnicodeTables.Find(UnicodeTables.Scripts, name, 2);

    internal static CodePointSet? Block(string name)
    {
        var key = name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "GREEKANDCOPTIC" => "GREEK",
            "COMBININGDIACRITICALMARKSFORSYMBOLS" => "COMBININGMARKSFORSYMBOLS",
            "CYRILLICSUPPLEMENT" => "CYRILLICSUPPLEMENTARY",
            var other => other,
        };
        var found = UnicodeTables.Blocks.Split(' ', '\n').FirstOrDefault(
            word => word.StartsWith(key + "=", StringComparison.Ordinal));
        return found is null ? null : UnicodeTables.Range(found[(key.Length + 1)..]);
    }

    /// <summary>A general category by its two letters, or all that begin with its one letter.</summary>
    private static CodePointSet? Find(string name)
    {
        CodePointSet? found = null;
        for (var i = 0; i < Categories.Length; i++)
        {
            if (name.Length == 1 ? Categories[i][0] != name[0] : Categories[i] != name)
                continue;
            var set = CategorySets.GetOrAdd((UnicodeCategory)i, static category =>
                CodePointSet.Where(point => CharUnicodeInfo.GetUnicodeCategory(point) == category));
            found = found?.Union(set) ?? set;
        }

        return found;
    }

    private static CodePointSet Category(params ReadOnlySpan<string> names)
    {
        var set = CodePointSet.Empty;
        foreach (var name in names)
            set = set.Union(Find(name)!);
        return set;
    }

    private static CodePointSet Table(string name) => UnicodeTables.Find(UnicodeTables.Properties, name, 1)!;

    private static CodePointSet Cased(bool ignoreCase, CodePointSet set) => ignoreCase
        ? Category("Lu", "Ll", "Lt").Union(Table("OtherLowercase")).Union(Table("OtherUppercase"))
        : set;

    private static CodePointSet? OfCharacterMethod(string name, bool ignoreCase) => name switch
    {
        "LowerCase" => Binary("LOWERCASE", ignoreCase),
        "UpperCase" => Binary("UPPERCASE", ignoreCase),
        "TitleCase" => Binary("TITLECASE", ignoreCase),
        "Alphabetic" => Binary("ALPHABETIC", false),
        "Ideographic" => Table("Ideographic"),
        "Digit" => Category("Nd"),
        "Defined" => Category("Cn").Negate(),
        "Letter" => Category("L"),
        "LetterOrDigit" => Category("L", "Nd"),
        "SpaceChar" => Category("Z"),
        "Whitespace" => Category("Z").Except(CodePointSet.OfText("\u00A0\u2007\u202F"))
            .Union(CodePointSet.OfText("\t-\r\u001C-\u001F")),
        "ISOControl" => CodePointSet.Range(0, 0x1F).Union(CodePointSet.Range(0x7F, 0x9F)),
        "Mirrored" => Table("Mirrored"),
        _ => null,
    };
}
