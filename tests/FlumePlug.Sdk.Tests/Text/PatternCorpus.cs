using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

/// <summary>Patterns that people write, and those that the two engines read differently, each with every text.</summary>
internal static class PatternCorpus
{
    /// <summary>Each matches one code point; the first is all that Java knows as assigned.</summary>
    internal static readonly string[] Properties =
    [
        @"\P{Cn}", @"\p{L}", @"\p{Lu}", @"\pN", @"\p{M}", @"\p{Z}", @"\p{P}", @"\p{S}", @"\p{C}", @"\p{LC}", @"\p{LD}", @"\p{L1}",
        @"\p{all}", @"\p{ASCII}", @"\p{Alnum}", @"\p{Alpha}", @"\p{Blank}", @"\p{Cntrl}", @"\p{Digit}", @"\p{Graph}",
        @"\p{Lower}",
        @"\p{Print}", @"\p{Punct}", @"\p{Space}", @"\p{Upper}", @"\p{XDigit}", @"\p{javaLowerCase}", @"\p{javaUpperCase}",
        @"\p{javaTitleCase}", @"\p{javaAlphabetic}", @"\p{javaIdeographic}", @"\p{javaDigit}", @"\p{javaDefined}",
        @"\p{javaLetter}",
        @"\p{javaLetterOrDigit}", @"\p{javaSpaceChar}", @"\p{javaWhitespace}", @"\p{javaISOControl}", @"\p{javaMirrored}",
        @"\p{IsAlphabetic}", @"\p{IsLetter}", @"\p{IsIdeographic}", @"\p{IsLowercase}", @"\p{IsUppercase}", @"\p{IsTitlecase}",
        @"\p{IsWhite_Space}", @"\p{IsControl}", @"\p{IsPunctuation}", @"\p{IsHex_Digit}", @"\p{IsAssigned}", @"\p{IsDigit}",
        @"\p{IsNoncharacter_Code_Point}", @"\p{IsJoin_Control}", @"\p{IsLatin}", @"\p{IsGreek}", @"\p{IsCyrillic}", @"\p{IsHan}",
        @"\p{IsHiragana}", @"\p{IsArabic}", @"\p{script=Hebrew}", @"\p{sc=THAI}", @"\p{IsCommon}", @"\p{InGreek}",
        @"\p{InGreek and Coptic}",
        @"\p{block=Basic Latin}", @"\p{blk=LATIN_1_SUPPLEMENT}", @"\p{InCyrillic}", @"\p{InCJK_UNIFIED_IDEOGRAPHS}", @"\p{gc=Nd}",
        @"\p{general_category=Sc}", @"\p{IsLu}", @"\p{IsL}", @"\P{IsLatin}", @"(?i)\p{Lu}", @"(?i)\p{Lower}",
        @"(?i)\p{javaUpperCase}",
        @"(?i)\p{IsLowercase}", @"(?U)\w", @"(?U)\d", @"(?U)\s", @"(?U)\p{Alpha}", @"(?U)\p{Punct}", @"(?U)\p{Graph}",
        @"(?U)\p{Print}",
        @"(?U)\p{Blank}", @"(?U)\p{XDigit}", @"(?U)\p{Cntrl}", @"(?U)\p{Alnum}", @"(?U)\p{Lower}", @"(?U)\p{Space}",
        @"\h", @"\v", @"\s", @"\w",
        @"\d", @"\D", @"\W", @"\S", @"\H", @"\V", @".", @"(?d).", @"(?s).", @"(?iu)[a-z]", @"(?i)[a-z]", @"(?iu)k",
        @"(?iu)S", @"(?iu)[sk]", @"(?iu)\u00e5",
        @"(?iu)[\u00e5]", @"(?iu)[\u00e9-\u00ff]", @"(?iu)\u03c3", @"(?iu)[\u0400-\u04ff]", @"(?iu)\u00b5",
        @"(?iu)[\u00b5]", @"(?iu)i", @"(?iu)[i]", @"(?iu)\u0131",
        @"(?iu)[\x{10400}-\x{10410}]", @"(?iu)\x{10400}", @"[\x{1F600}-\x{1F64F}]", @"[^\x{1F600}]", @"[\ud800-\udbff]",
    ];

    private static readonly string[] Patterns =
    [
        // What configurations have.
        ".*", "^.*$", "^$", ".+", @"(\d+):(\d+)", @"^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}),(\d{3})", @"\s*,\s*",
        "ERROR|WARN", "^(?:DEBUG|INFO)",
        @"(?i)error", @"^\[(.*?)\]", @"(\w+)=(\w*)", @"<(\d+)>", @"\b(\w+)\b", @"^\s+|\s+$", @"[^,]*",
        @"([^ ]*) ([^ ]*)", @"\.log$", @".*\.log(\.\d+)?",
        @"(.*?)=(.*)", @"^(\S+) (\S+)", @"\$\{(\w+)\}", @"\d{1,3}(?:\.\d{1,3}){3}",
        @"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Z]{2,4}", @"(?<key>\w+)=(?<value>\S+)",
        @"^(?=.*a)(?=.*b)", @"(?!.*x).*", @"(?<!\d)\d{2}(?!\d)", @"(?<=:)\d+", @"[\p{L}\d]+", @"\p{Alpha}+",
        @"[\p{Punct}&&[^.]]+", @"\Qa.b\E", @"\Q[x]\E+", @"[\Q]^\E]+",
        @"\\", @"\t|\n", @"[\t\n\r]", @"\x41\u0042\0103", @"\x{42}", @"\cA", @"\e\[\d+m", @"\a|\f", @"\R", @"\R+",
        @"(\R){2}", @"\h+", @"\v", @"\H\V",
        // Boundaries and line ends.
        "^", "$", @"\Z", @"\z", @"\A", @"\G\w", "(?m)^", "(?m)$", "(?m)^.*$", "(?md)^.*$", "(?d).*$", "(?s).*",
        "(?s)a.b", "(?m)^a$", @"a\Z", @"a\z", "a$", @"\b", @"\B", @"\b\w", @"\w\b",
        @"a\b", @"\bb", @"\s\b\w", @"\B\w\B", "(?m)^$", "(?x)a b # c\n c", "(?x)[a b]", "(?x)\\Qa b\\E", "(?xd)a#\rb\nb",
        "(?x) ( ?:a)",
        // Quantifiers.
        "a*", "a+?", "a??", "a*+a", "a++b", "a?+", "a{2}", "a{1,2}+a", "a{0,}", "a{1,}?", "(a|b)*", "(a|b)*?c", "(a*)*",
        "(a*)+", "(a|b*)*", "(?:a|ab)(?:c|bcd)", "(?>a|ab)c", "(?>a*)a",
        "((a)|b)*", "((a)|(b))+", "(a)?b", "(a?)*b", "(?:a?){3}", "(a+|b)+", "((?:a|b)+)c", "x*", "a{0}", "(a){0}b",
        @"(?:a++)?\w", "(?:a++){2}", "(?:(?>a+)b?){2}", "(a|ab)(bc|c)?", "{2}", "a{2}{3}", "(a){2}{1}",
        // Classes.
        "[a-c]", "[^a-c]", "[a-c[x-z]]", "[a-z&&[^b]]", "[a-z&&[^aeiou]]+", "[a-z&&b-d]", "[^a&&b]", "[a&&b]",
        "[a-c&&b-d&&c-e]", "[[a-c]&&[b-d]]", "[a-c&&[b-d][x]]", "[a&&[b]c]", "[]a]", "[^]a]", "[a-]", "[-a]",
        "[a&b]", "[&&a]", "[a&&&b]", "[a&]", "[a^]", "[.]", "[$^]", @"[\d\-x]", @"[\w&&\D]", @"[^\W\d]", @"[\s\S]",
        @"[^\s\S]", @"[\b]", "[a-d&&[c]&e]", "[ab&&[ac]&b]", @"[\x41-\x43]", @"[\v-\x0d]", @"[\p{L}&&[^\p{Lu}]]",
        "[a-[b]]", "[a-b-c]",
        @"[\0101]", @"[\n-\r]", "[a-z&&[def]]", "[a-z&&[^m-p]]", "[[^a]]", "[^[^a]]", "[a[^b]]", "[&]", "[a&&]",
        "[^&&a]", "[a-c&&^b]",
        // Case.
        "(?i)abc", "(?i)[a-c]+", "(?i)[^a-c]", "(?iu)\u00e9", "(?i)\u00e9", "(?iu)[\u00e0-\u00ef]", "(?i)a(?-i)b",
        "(?i:a)b", "(?i)k", "(?iu)k", "(?iu)ss", "((?i)a)b", "a(?i)b|c", "(?i)(a)\\1", "(?iu)([a-c\u00e0-\u00ff])\\1",
        "(?i)\\p{Lower}+", "(?i)[B-b]",
        // Back-references.
        @"(a)\1", @"(a)(b)\2\1", @"\1(a)", @"(a)\2", @"(a)\11", @"(a)\10", @"(?<n>a)\k<n>", @"(a|b)\1", @"(a)|\1b",
        @"(\w)\1+", @"(a\1)", @"(a*)\1", @"(?:(a)|b)\1", @"(.)(.)\2\1",
        // Look-around.
        "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?<=a|bc)d?", @"(?<=\s|^)a", "(?<=a{1,2})b", "(?=(a))a", "(?<=(a))b",
        "(?<=^a)", "(?<![ab])c", "(?!(?!a))a", "(?<=(?=a).)b", "(?<=[^a])b",
        // Beyond U+FFFF.
        "\ud83d\ude00", "\ud83d\ude00+", "[\ud83d\ude00a]", "[^\ud83d\ude00]", @"\x{1F600}", @"\ud83d\ude00", "(.)(.)",
        ".{2}", ".{1,2}", "(.*)(.)", "(.+)(.+)", ".*?b", "^.$", "^..$", "[^a]+", "[^a]", @"\S", @"\S{2}", @"\W+",
        @"\W\b", "(?s)^(.)(.*)$",
        @"\p{So}", @"\P{L}", @"\p{IsAlphabetic}+", @"(\P{L}*)(\P{L})", ".", "a.", "(?<=.)", "(.)*", "(?:.)+", ".{2,}",
        ".{2,}?b", "(?:.|a)+", ".*.", ".+?", ".*+", "(?>.*)", "(?>.+)b?", ".?", ".?+b", ".??b",
        // Errors.
        "*a", "a**", "(a", "a)", "[a", "a{", "a{2", "a{2,1}", "a{x}", "(?z)", "(?<n>a)(?<n>b)", @"\k<n>", "(?<1>a)",
        "(?<n", @"\p{Foo}", @"\p{", @"\p{}", "[z-a]", @"\y", @"\xg", @"\u12", @"\x{110000}", @"\x{41", @"\09", @"[\1]",
        "(?", "(?$a)", @"[a-\d]",
        "x{99999999999}", "+", "?", "a|*", "()", "(|a)", "a||b", "|", "", @"[\Q\E]", "a+*", "(?<=a)*b", "^*a", "(?i",
        "[a&&", "[&&]", "[[a]", "(?-", "(?i-i:a)", "(?-i-i)",
    ];

    private static readonly string[] Texts =
    [
        "", "a", "aab", "abcabc", "aAbBcC", "xyz", "a b\tc", "a.b", "2026-01-02 03:04:05,678 ERROR [main] a=b c=\u00e9",
        "a\n", "a\r\n", "\n", "\r\n\r\n", "a\nb\r\nc\rd\u0085e\u2028f\u2029",
        "\u00e9\u00c9 K\u212a s\u017f", "\ud83d\ude00", "a\ud83d\ude00b", "\ud83d\ude00\ud83d\ude00", "\ud83da\ude00",
        "[x]^\\ $1", "10.0.0.1:8080 user@example.COM <13> ${k}", "abbcdefg-_.&", "\u001b[31m\u0001\u0007\f ABC",
        "a\u0301 b\u203f",
    ];

    internal static IEnumerable<PatternCase> Cases => from pattern in Patterns from text in Texts select new PatternCase(pattern, text);
}
