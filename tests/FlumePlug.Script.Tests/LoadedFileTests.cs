namespace FlumePlug.Script.Tests;

/// <summary><c>#load</c> and <c>#r</c>.</summary>
public sealed class LoadedFileTests
{
    [Fact]
    public async Task A_loaded_file_shares_functions_constants_fields_and_types()
    {
        await using var trial = ScriptTrial.OfFile("""
            /* shared
               helpers */ // here
            #load "lib/masks.csx"

            Text = Mask(Text); Headers["by"] = By + new Mark(2);
            """);
        Directory.CreateDirectory(trial.PathOf("lib"));
        trial.Write("lib/masks.csx", """
            #load "more.csx"
            using System.Text.RegularExpressions;
            static readonly Regex Digits = new(@"\d");
            const string By = "lib";
            string Mask(string text) => Digits.Replace(text, Replacement());
            record struct Mark(int Number);
            """);
        trial.Write("lib/more.csx", "static string Replacement() => \"#\";");
        Assert.Equal([new KeptEvent(HeadersOf(("by", "libMark { Number = 2 }")), "pin ##"u8.ToArray())], await trial.RunAsync("pin 12"));
    }

    [Fact]
    public async Task Errors_in_a_loaded_file_are_told_there()
    {
        await using var trial = ScriptTrial.OfFile("#load \"lib.csx\"\nDrop();");
        trial.Write("lib.csx", "static int Bad() => \"x\";");
        var error = Assert.Single(trial.Refused());
        Assert.Equal((trial.PathOf("lib.csx"), 1, 21), (error.File, error.Line, error.Column));
    }

    [Fact]
    public async Task A_statement_in_a_loaded_file_is_refused()
    {
        await using var trial = ScriptTrial.OfFile("#load \"lib.csx\"\nDrop();");
        trial.Write("lib.csx", "static int Good() => 1;\nGood();");
        var error = Assert.Single(trial.Refused());
        Assert.Equal((trial.PathOf("lib.csx"), 2), (error.File, error.Line));
        Assert.Contains("statements are never run", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n#load \"absent.csx\"\nDrop();", "absent.csx cannot be loaded: ")]
    [InlineData("\n#r \"absent.dll\"\nDrop();", "absent.dll is not there")]
    public async Task A_missing_file_is_told_where_it_is_asked_for(string script, string expected)
    {
        await using var trial = ScriptTrial.OfFile(script);
        var error = Assert.Single(trial.Refused());
        Assert.Equal((trial.FilePath, 2), (error.File, error.Line));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_local_assembly_and_what_lies_beside_it_can_be_used()
    {
        await using var trial = ScriptTrial.OfFile("#r \"libs/FlumePlug.Script.Compiler.dll\"\nHeaders[\"n\"] = typeof(FlumePlug.Script.Compiler.ScriptCompiler).Assembly.GetName().Name;");
        Directory.CreateDirectory(trial.PathOf("libs"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "FlumePlug.Script.Compiler.dll"), trial.PathOf("libs/FlumePlug.Script.Compiler.dll"));
        Assert.Equal("FlumePlug.Script.Compiler", (await trial.RunAsync("a"))[0].Headers["n"]);
        // Nothing holds the file.
        File.Delete(trial.PathOf("libs/FlumePlug.Script.Compiler.dll"));
        Assert.Equal("FlumePlug.Script.Compiler", (await trial.RunAsync("a"))[0].Headers["n"]);
    }

    [Fact]
    public async Task An_error_in_a_loaded_function_names_its_line()
    {
        await using var trial = ScriptTrial.OfFile("#load \"lib.csx\"\nHeaders[\"a\"] = Part(Text);");
        trial.Write("lib.csx", "\n\nstatic string Part(string text) =>\n    text[10..];");
        var failure = await Assert.ThrowsAsync<ScriptException>(() => trial.RunAsync("short"));
        Assert.Contains("lib.csx:4: ArgumentOutOfRangeException", failure.Message, StringComparison.Ordinal);
    }
}
