using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.Examples;

/// <summary>
/// A folder of <c>examples/</c>, executed line by line as its README says, with a free port and a directory of its own instead
/// of those in the text. What comes out is compared with the folder's <c>expected.txt</c>.
/// </summary>
internal sealed partial class Example : IAsyncDisposable
{
    private const string Port = "44444";
    private const string Place = "/tmp/flumeplug-example";

    private readonly TestDirectory _directory = new();
    private readonly StringBuilder _output = new();
    private readonly Queue<string> _commands;
    private readonly string _folder;
    private readonly int _port = Ports.Free();
    private string _command = "";
    private readonly List<AgentProcess> _agents = [];
    private readonly (string Text, string Here)[] _others;

    /// <param name="folder">Its name.</param>
    /// <param name="others">What else is another here than in the text, such as a broker's address.</param>
    public Example(string folder, params (string Text, string Here)[] others)
    {
        (_folder, _others) = (folder, others);
        var source = Path.Combine(Repository.Examples, folder);
        foreach (var file in Directory.GetFiles(source).Where(file => Path.GetFileName(file) is not ("README.md" or "expected.txt")))
            _directory.Write(Path.GetFileName(file), Local(File.ReadAllText(file)));
        _commands = new(ShellBlock().Matches(File.ReadAllText(Path.Combine(source, "README.md")))
            .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>The agent started last.</summary>
    public AgentProcess Agent => _agents is [.., var last] ? last : throw new InvalidOperationException("The README has not started the agent yet.");

    /// <summary>The lines of the files that begin so, in the example's own directory.</summary>
    public IReadOnlyList<string> Lines(string prefix) => _directory.Lines(prefix);

    public void Append(string file, string text) => File.AppendAllText(_directory.PathOf(file), text);

    /// <summary>Executes the README's next command, or the one before again; it must contain the text.</summary>
    public async Task RunAsync(string part, bool again = false)
    {
        if (!again || !_command.Contains(part, StringComparison.Ordinal))
            _command = _commands.Dequeue();
        var command = Local(_command);
        Assert.Contains(part, command, StringComparison.Ordinal);
        if (command.StartsWith("artifacts/flumeplug/flumeplug script ", StringComparison.Ordinal))
            _output.Append(await ShellAsync(command.Replace("artifacts/flumeplug/flumeplug", Repository.Agent, StringComparison.Ordinal)
                .Replace($"examples/{_folder}", ".", StringComparison.Ordinal)));
        else if (command.StartsWith("artifacts/flumeplug/flumeplug ", StringComparison.Ordinal))
            await StartAgentAsync(command);
        else if (ToNetcat().Match(command) is { Success: true } sent)
            _output.Append(await LineClient.AskAsync(_port, await ShellAsync(sent.Groups[1].Value)));
        else
            _output.Append(await ShellAsync(command));
    }

    /// <summary>Stops the agent and compares: the answers and outputs in their order, then the events logged, then the files.</summary>
    public async Task AssertOutputAsync(bool withFiles = true, Func<string, string>? normalise = null)
    {
        Assert.Empty(_commands);
        foreach (var agent in _agents)
            await agent.StopAsync();
        foreach (var line in Agent.Log.Where(line => line.Contains("Event: {", StringComparison.Ordinal)))
            _output.Append(line[line.IndexOf("Event: {", StringComparison.Ordinal)..]).Append('\n');
        if (withFiles && Directory.Exists(_directory.PathOf("out")))
            foreach (var file in Directory.GetFiles(_directory.PathOf("out"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                _output.Append($"== {Digits().Replace(Path.GetRelativePath(_directory.Path, file), "*")}\n{File.ReadAllText(file)}");
        var expected = File.ReadAllText(Path.Combine(Repository.Examples, _folder, "expected.txt"));
        Assert.Equal(expected, normalise is null ? _output.ToString() : normalise(_output.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
            await agent.DisposeAsync();
        _directory.Dispose();
    }

    private async Task StartAgentAsync(string command)
    {
        var arguments = command.Split(' ')[1..];
        var at = Array.FindIndex(arguments, argument => argument.StartsWith($"examples/{_folder}/", StringComparison.Ordinal));
        Assert.True(at >= 0, $"The README starts something else: {command}");
        arguments[at] = _directory.PathOf(Path.GetFileName(arguments[at]));
        Assert.True(File.Exists(arguments[at]), $"There is no {command.Split(' ')[at + 1]}");
        for (var i = 0; i < arguments.Length; i++)
            if (arguments[i].StartsWith("artifacts/", StringComparison.Ordinal))
                arguments[i] = Path.Combine(Repository.Root, arguments[i]);
        _agents.Add(AgentProcess.Start(_directory.Path, arguments));
        await Agent.WhenLoggedAsync("Agent a1 ");
    }

    private async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
        })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, $"Ended with {shell.ExitCode}: {command}");
        return output;
    }

    private string Local(string text) => _others.Aggregate(
        text.Replace(Place, _directory.Path, StringComparison.Ordinal).Replace(Port, $"{_port}", StringComparison.Ordinal),
        (local, other) => local.Replace(other.Text, other.Here, StringComparison.Ordinal));

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^(.*) \| nc -q 1 \S+ \d+")]
    private static partial Regex ToNetcat();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
