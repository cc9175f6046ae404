using System.Diagnostics;

namespace FlumePlug.Template.Tests;

/// <summary>Runs a command to its end.</summary>
internal static class Command
{
    private static readonly string[] SetByDotnetTest = ["MSBuildSDKsPath", "MSBuildExtensionsPath",
        "MSBuildLoadMicrosoftTargetsReadOnly"];

    /// <summary>Runs it and gives what it wrote; a failure throws with all of that.</summary>
    public static async Task<string> RunAsync(
        string file, string directory, IReadOnlyDictionary<string, string> environment, string[] arguments,
            CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in SetByDotnetTest)
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var written = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellationToken),
                    process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            var output = string.Concat(written);
            Assert.True(process.ExitCode == 0, $"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
            return output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
