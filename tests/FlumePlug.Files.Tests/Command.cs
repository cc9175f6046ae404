using System.Diagnostics;

namespace FlumePlug.Files.Tests;

/// <summary>Runs a program and returns its exit code.</summary>
internal static class Command
{
    public static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
