using FlumePlug.Script.Verbs.Trying;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs;

/// <summary><c>flumeplug script</c>: write, check, try, test, compare and measure scripts without an agent.</summary>
[Verb("script", Summary = "Write, check, try, test, compare and measure scripts.")]
public sealed class ScriptVerb : IVerb
{
    private const string Usage =
        """
        Usage:
          flumeplug script new NAME [--selector]           a folder NAME with a script, its cases and a project for editors
          flumeplug script check FILE...                   compile; errors with their lines
          flumeplug script run FILE --input EVENTS         each event before and after
          flumeplug script test [FILE|FOLDER...]           the cases of NAME.tests.json beside NAME.csx; default: those below .
                                [--junit FILE]             and a JUnit file of the results
          flumeplug script diff OLD NEW --input EVENTS     what NEW does otherwise; exit code 1 when it does
          flumeplug script bench FILE [--input EVENTS]     nanoseconds and bytes per event
                                [--seconds N]              how long; default: 3
        EVENTS is a file of lines, - for standard input, or a .json with an array of texts and {"headers": {...}, "body": ...}.
        With all that run a script: --param NAME=VALUE (repeatable), --timeout MS (5000);
        for a selector's script --channels "C1 C2", the channels of its source, and --default "C1".
        Exit codes: 0 fine, 1 a case failed or a difference was found, 2 a script or a file of cases is wrong.

        """;

    private static readonly (string Name, Func<VerbCall, VerbArguments, CancellationToken, ValueTask<int>> Run, string[] Options, string[] Flags)[] Words =
    [
        ("new", NewScript.RunAsync, [], ["selector"]),
        ("check", CheckScripts.RunAsync, ["param"], []),
        ("run", RunScript.RunAsync, ["input", .. ScriptOptionNames], []),
        ("test", TestScripts.RunAsync, ["junit"], []),
        ("diff", DiffScripts.RunAsync, ["input", .. ScriptOptionNames], []),
        ("bench", BenchScript.RunAsync, ["input", "seconds", .. ScriptOptionNames], []),
    ];

    private static string[] ScriptOptionNames => ["param", "timeout", "channels", "default"];

    /// <inheritdoc/>
    public async ValueTask<int> RunAsync(VerbCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Arguments.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            call.Output.Write(Usage);
            return 0;
        }
        var word = call.Arguments is [var first, ..] ? Array.FindIndex(Words, known => known.Name == first) : -1;
        if (word < 0)
        {
            call.Errors.Write(Usage);
            return 1;
        }
        var (_, run, options, flags) = Words[word];
        try
        {
            return await run(call, new VerbArguments(call.Arguments.Skip(1), options, flags), cancellationToken);
        }
        catch (ScriptErrorsException wrong)
        {
            call.Errors.WriteLine(wrong.Message);
            return 2;
        }
    }
}
