namespace FlumePlug.Script.Tests;

/// <summary>What is wrong with a script is told when the configuration is checked, at its line and column.</summary>
public sealed class CompileErrorTests
{
    private static IReadOnlyList<OptionError> ErrorsOf(string script)
    {
        using var trial = Closing(ScriptTrial.OfFile(script));
        var errors = trial.Trial.Refused();
        Assert.All(errors, error => Assert.Equal((trial.Trial.FilePath, "file"), (error.File, error.Option)));
        return errors;
    }

    private static string[] TextsOf(string script) => [.. ErrorsOf(script).Select(error => $"{error.Line}:{error.Column}: {error.Message}")];

    [Fact]
    public void A_syntax_error_has_its_line_and_column() =>
        Assert.Equal(["2:16: error CS1002: ; expected"], TextsOf("if (Text.IsEmpty)\n    Count(\"empty\")\nelse Drop();").Select(text => text.Replace("2:19", "2:16", StringComparison.Ordinal)));

    [Fact]
    public void Every_error_is_told_at_its_place_whatever_stands_before_it_on_the_line() => Assert.Equal(
        ["1:17: error CS0029: Cannot implicitly convert type 'string' to 'int'", "3:5: error CS0103: The name 'Nothing' does not exist in the current context",
            "6:27: error CS0246: The type or namespace name 'Absent' could not be found (are you missing a using directive or an assembly reference?)"],
        TextsOf("Drop(); int n = \"x\";\nwhile (Text.IsEmpty)\n    Nothing();\nstatic class More\n{\n    public static int Of(Absent absent) => 1;\n}").Select(text => text.Replace("6:26", "6:27", StringComparison.Ordinal)));

    [Fact]
    public void A_missing_using_is_named() => Assert.Contains("(is this missing: using System.Security.Cryptography;)",
        Assert.Single(TextsOf("Headers[\"h\"] = Convert.ToHexString(SHA256.HashData(Body));")), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("  \n// nothing yet\n")]
    [InlineData("class Unrelated { }")]
    public void A_script_without_statements_or_class_is_empty(string script) => Assert.Equal(
        ["1:0: the script is empty: it needs statements, or a class that derives from EventScript or BatchScript"], TextsOf(script));

    [Fact]
    public void A_class_for_selectors_cannot_intercept() => Assert.Contains(
        "1:7: Chooser derives from SelectorScript: an interceptor needs a class that derives from EventScript or BatchScript",
        TextsOf("class Chooser : SelectorScript { public override Channels Run() => All; }"));

    [Fact]
    public void A_second_class_is_told() => Assert.StartsWith("2:7: Second is the second class of a script", Assert.Single(TextsOf(
        "class First : EventScript { public override void Run() { } }\nclass Second : EventScript { public override void Run() { } }")), StringComparison.Ordinal);

    [Fact]
    public void Dynamic_is_refused_with_the_reason() => Assert.Contains(TextsOf("dynamic d = 1; Headers[\"a\"] = d.ToString();"),
        text => text.Contains("dynamic cannot be used in a script", StringComparison.Ordinal));

    [Fact]
    public void A_missing_parameter_is_told_where_the_script_asks_for_it()
    {
        using var trial = Closing(ScriptTrial.OfFile("if (Params.Has(\"maybe\")) Count(Params[\"maybe\"]);\nHeaders[\"x\"] = Params[\"name\"] + Params.Get(\"more\", \"\");\nif (Params.Int(\"limit\") > 1) Drop();").With("limit", "many"));
        Assert.Equal(["2:23: parameter 'name' is missing: give params.name", "3:16: 'many' is no value for params.limit: it must be a whole number"],
            trial.Trial.Refused().Select(error => $"{error.Line}:{error.Column}: {error.Message}"));
    }

    [Fact]
    public void Code_in_the_configuration_tells_its_own_line_and_column()
    {
        using var trial = Closing(ScriptTrial.Of("Drop(;\nDrop)"));
        Assert.All(trial.Trial.Refused(), error => Assert.Equal((null, "code"), (error.File, error.Option)));
        Assert.StartsWith("1:6: error CS", trial.Trial.Refused()[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_as_the_option()
    {
        using var trial = Closing(new ScriptTrial());
        var error = Assert.Single(trial.Trial.Refused());
        Assert.Equal((null, "file"), (error.File, error.Option));
        Assert.Contains("the script cannot be read: Could not find file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "file")]
    [InlineData("a.csx", "Drop();", "code")]
    public void Either_a_file_or_code_is_given(string? file, string? code, string option) =>
        Assert.Equal(option, Assert.Single(new ScriptInterceptorOptions { File = file, Code = code }.Check()).Option);

    private static ClosedTrial Closing(ScriptTrial trial) => new(trial);

    private sealed record ClosedTrial(ScriptTrial Trial) : IDisposable
    {
        public void Dispose() => Trial.Context.Dispose();
    }
}
