using System.Diagnostics;
using System.Globalization;

namespace FlumePlug.Cli.Tests;

/// <summary>A directory of its own in which verbs run, with an environment of its own; goes with the test.</summary>
public sealed class Workspace : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("cli-test-").FullName;

    private readonly List<RunningVerb> _started = [];

    /// <summary>Set for every process that is started.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), bytes);
    }

    /// <summary>Drops a plugin's folder into a plugins directory.</summary>
    public void CopyPlugin(string folder, string pluginsDirectory)
    {
        foreach (var file in Directory.GetFiles(folder))
            Write(Path.Combine(pluginsDirectory, Path.GetFileName(folder), Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    /// <summary>Runs a verb to its end.</summary>
    public async Task<Outcome> RunAsync(params string[] arguments)
    {
        await using var running = Start(arguments);
        return await running.EndAsync();
    }

    /// <summary>Runs a verb to its end with a terminal as its standard output.</summary>
    public async Task<Outcome> RunOnTerminalAsync(params string[] arguments)
    {
        Environment["TERM"] = "xterm-256color";
        await using var running = Start("script", (string[])["--quiet", "--return", "--command", $"{Settings.Executable} {string.Join(' ', arguments)}", "/dev/null"]);
        return await running.EndAsync();
    }

    /// <summary>Starts a verb.</summary>
    public RunningVerb Start(params string[] arguments) => Start(Settings.Executable, arguments);

    private RunningVerb Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        foreach (var name in (string[])["FLUMEPLUG_PLUGINS", "FLUME_JAVA_OPTS", "FLUME_CLASSPATH", "NOTIFY_SOCKET"])
            start.Environment.Remove(name);
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        var running = new RunningVerb(Process.Start(start)!);
        _started.Add(running);
        return running;
    }

    /// <summary>Kills what a failed test left running.</summary>
    public void Dispose()
    {
        foreach (var running in _started)
            running.Kill();
        Directory.Delete(_path, recursive: true);
    }

    /// <summary>A configuration that counts to the number and logs each event; other lines come after.</summary>
    public static string Counting(int events, params string[] more) => string.Create(CultureInfo.InvariantCulture, $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = seq
        a1.sources.r1.totalEvents = {events}
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.sinks.k1.type = logger
        a1.sinks.k1.channel = c1

        """) + string.Join('\n', more) + "\n";
}

/// <summary>What a verb answered.</summary>
public sealed record Outcome(int ExitCode, string Output, string Log)
{
    public string[] LogLines => Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
