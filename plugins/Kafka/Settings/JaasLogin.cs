namespace FlumePlug.Kafka.Settings;

/// <summary>User and password out of <c>sasl.jaas.config</c>: <c>CLASS required username="..." password="...";</c>.</summary>
internal sealed record JaasLogin(string Module, string User, string Password)
{
    /// <exception cref="FormatException">It says something else.</exception>
    public static JaasLogin Parse(string text)
    {
        var words = Words(text);
        if (words.Count < 2)
            throw new FormatException("it must be: CLASS required username=\"...\" password=\"...\";");
        var module = words[0][(words[0].LastIndexOf('.') + 1)..];
        if (module is not ("PlainLoginModule" or "ScramLoginModule"))
            throw new FormatException($"{module} is not supported: PlainLoginModule and ScramLoginModule are");
        return new JaasLogin(module, Option(words, "username"), Option(words, "password"));
    }

    private static string Option(List<string> words, string name)
    {
        var given = words.Find(word => word.StartsWith(name + "=", StringComparison.Ordinal));
        return given is null ? throw new FormatException($"it has no {name}") : given[(name.Length + 1)..];
    }

    // Java's StreamTokenizer: words apart by white space, quoted parts with backslash escapes, ended by a semicolon.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == '\\' && i + 1 < text.Length)
                    word.Append(text[++i]);
                else if (c == quote)
                    quote = '\0';
                else
                    word.Append(c);
            }
            else if (c is '"' or '\'')
                quote = c;
            else if (c == ';')
                break;
            else if (char.IsWhiteSpace(c) && !(word.Length > 0 && word[^1] == '='))
                End();
            else if (c == '=' && word.Length == 0 && words.Count > 0)
            {
                word.Append(words[^1]).Append('=');
                words.RemoveAt(words.Count - 1);
            }
            else if (!char.IsWhiteSpace(c))
                word.Append(c);
        }
        if (quote != '\0')
            throw new FormatException("a quotation mark is not closed");
        End();
        return words;

        void End()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }
}
