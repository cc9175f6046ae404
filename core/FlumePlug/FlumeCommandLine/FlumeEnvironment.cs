using System.Diagnostics;

namespace FlumePlug.FlumeCommandLine;

/// <summary>
/// What <c>DIR/flume-env.sh</c> says, read by <c>sh</c> in a process of its own: what it exports becomes our environment; its
/// JAVA_OPTS need no export, because Flume's launcher sources the file.
/// </summary>
internal static class FlumeEnvironment
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // The launcher resets JAVA_OPTS before it sources the file: only the file can set it. What the file prints, at the shell's
    // end too, goes to standard error; the file may unset PATH.
    private const string Script = """
        exec 3>&1 >&2; unset JAVA_OPTS; . "$0" || exit 9; printf 'JAVA_OPTS=%s\0' "$JAVA_OPTS" >&3; unset JAVA_OPTS; /usr/bin/env -0 >&3
        """;

    /// <summary>Applies the file's exports and returns its Java options with those of FLUME_JAVA_OPTS.</summary>
    /// <exception cref="InvalidDataException">The file failed; the message says how.</exception>
    public static JavaArguments Apply(string? confDirectory)
    {
        var javaOptions = "";
        if (confDirectory is not null && File.Exists(Path.Combine(confDirectory, "flume-env.sh")))
            javaOptions = Source(Path.GetFullPath(Path.Combine(confDirectory, "flume-env.sh")));
        return JavaArguments.SplitText(javaOptions)
            .Then(JavaArguments.SplitText(Environment.GetEnvironmentVariable("FLUME_JAVA_OPTS")));
    }

    private static string Source(string file)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        start.ArgumentList.Add(file);
        using var shell = Process.Start(start) ?? throw new InvalidOperationException("sh could not be started.");
        shell.StandardInput.Close();
        var output = shell.StandardOutput.ReadToEndAsync();
        if (!shell.WaitForExit(Limit))
        {
            shell.Kill(entireProcessTree: true);
            throw new InvalidDataException($"{file} did not end within {Limit.TotalSeconds:0} s.");
        }
        if (shell.ExitCode != 0)
            throw new InvalidDataException($"{file} failed with exit code {shell.ExitCode}.");
        var javaOptions = "";
        foreach (var variable in output.Result.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = (variable[..equals], variable[(equals + 1)..]);
            if (name == "JAVA_OPTS")
                javaOptions = value;
            else if (name is not ("_" or "PWD" or "SHLVL" or "OLDPWD") && Environment.GetEnvironmentVariable(name) != value)
                Environment.SetEnvironmentVariable(name, value);
        }
        return javaOptions;
    }
}
