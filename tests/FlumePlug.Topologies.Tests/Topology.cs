using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.Topologies.Tests;

/// <summary>The agents of an example, each in a process and a directory of its own.</summary>
internal sealed class Topology(string example) : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly List<AgentProcess> _agents = [];

    /// <summary>The lines of the example's <c>expected.txt</c>.</summary>
    public string[] Expected { get; } = File.ReadAllLines(Path.Combine(Repository.Examples, example, "expected.txt"));

    /// <summary>Starts an agent of the example with properties of its own; its directory is named after it.</summary>
    public async Task<AgentProcess> StartAsync(string configuration, string name, params (string Name, int Port)[] ports)
    {
        _directory.Make(name + "/out");
        var agent = AgentProcess.Start(_directory.Path,
            ["run", Path.Combine(Repository.Examples, example, configuration), $"-Dplace={_directory.PathOf(name)}", .. ports.Select(port => $"-D{port.Name}={port.Port}")]);
        _agents.Add(agent);
        await agent.WhenStartedAsync();
        return agent;
    }

    /// <summary>Kills an agent.</summary>
    public ValueTask KillAsync(AgentProcess agent)
    {
        _agents.Remove(agent);
        return agent.DisposeAsync();
    }

    /// <summary>What agents have written to their files.</summary>
    public IReadOnlyList<string> LinesOf(params string[] names) => [.. names.SelectMany(name => _directory.Lines(name + "/out/"))];

    /// <summary>Waits until every line was written at least once, and says how many were written more often.</summary>
    public async Task<int> WhenWrittenAsync(IReadOnlyCollection<string> lines, params string[] names)
    {
        await Eventually.TrueAsync(() => LinesOf(names).ToHashSet().IsSupersetOf(lines), () =>
            $"{lines.Except(LinesOf(names)).Count()} of {lines.Count} lines are missing\n{string.Join("\n\n", _agents.Select(agent => agent.LogText))}");
        var written = LinesOf(names);
        Assert.Equal(lines.Count, written.Distinct().Count());
        return written.Count - lines.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
            await agent.DisposeAsync();
        _directory.Dispose();
    }
}
