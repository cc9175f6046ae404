using System.Diagnostics;

namespace FlumePlug.Sdk.Tests.Text.Peers;

/// <summary>Asks the real Java: one process per call, a line out for each line in.</summary>
internal static class JavaPeer
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Text", "Peers");

    /// <summary>Runs a one-file program of the base library alone.</summary>
    internal static Task<string[]> AskAsync(string program, IEnumerable<string> lines, params string[] options)
        => AskAsync(FindOnPath("java"), [.. options, Path.Combine(Folder, program + ".java")], lines);

    /// <summary>Runs a one-file program with Flume's own jars.</summary>
    internal static Task<string[]> AskFlumeAsync(string program, IEnumerable<string> lines)
    {
        FindOnPath("java");
        var starter = Path.Combine(
            Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? Path.Combine(FindRepository(), "..", "shared", "peers"),
            "bin",
            "flume");
        if (!File.Exists(starter))
            Peer.Require(false, $"Flume is not at {starter}; FLUMEPLUG_PEERS names the folder of peers");
        return AskAsync(starter, ["tool", Path.Combine(Folder, program + ".java")], lines);
    }

    private static async Task<string[]> AskAsync(string file, IEnumerable<string> arguments, IEnumerable<string> lines)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var asked = 0;
        foreach (var line in lines)
        {
            await process.StandardInput.WriteLineAsync(line.AsMemory(), cancel);
            asked++;
        }

        process.StandardInput.Close();
        var answers = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(cancel);
        Assert.True(process.ExitCode == 0 && answers.Length == asked, $"{answers.Length} of {asked} answers; {await errors}");
        return answers;
    }

    private static string FindOnPath(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null)
            Peer.Require(false, $"{name} is not on this machine");
        return found!;
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Directory.Packages.props")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? AppContext.BaseDirectory;
    }
}
