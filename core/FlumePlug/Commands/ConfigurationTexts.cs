using FlumePlug.Core.Configuration;
using FlumePlug.FlumeCommandLine;
using FlumePlug.Output;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Commands;

/// <summary>Reads configurations for the verbs of plugins.</summary>
internal sealed class ConfigurationTexts(JavaArguments java, ILoggerFactory loggers) : IConfigurationReader
{
    public IReadOnlyDictionary<string, string> ReadChannel(string file, string? agent, string? channel)
    {
        var invocation = new Invocation { Mode = ReadMode.Strict, Files = [file], AgentName = agent, Properties = java.Properties };
        using var loaded = LoadedConfiguration.Load(invocation, loggers);
        var agents = loaded.ChosenAgents();
        if (loaded.ChosenProblems().FirstOrDefault(problem => problem.Severity == Severity.Error) is { } error)
            throw new InvalidDataException(ProblemText.Of(error));
        var chosen = Only(agents, agent, one => one.Name, $"agent in {file}", "--name");
        var found = Only(chosen.Channels, channel, one => one.Name, $"channel of {chosen.Name} in {file}", "--channel");
        return found.Options.ToDictionary(option => option.Key, option => option.Value.Value);
    }

    private static T Only<T>(IReadOnlyList<T> all, string? name, Func<T, string> nameOf, string what, string option)
    {
        var fitting = all.Where(one => name is null || nameOf(one) == name).ToList();
        return fitting is [var only] ? only : throw new InvalidDataException(name is null
            ? $"there is not exactly one {what}; choose with {option}: {string.Join(", ", all.Select(nameOf))}"
            : $"there is no {what} with the name {name}, only: {string.Join(", ", all.Select(nameOf))}");
    }
}
