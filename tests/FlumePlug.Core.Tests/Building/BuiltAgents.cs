using FlumePlug.Core.Building;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Core.Tests.Configuration;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Tests.Building;

/// <summary>Builds agents from texts, with the plugins that the build laid down beside the agent.</summary>
internal sealed class BuiltAgents : IDisposable
{
    private static readonly ComponentCatalog Catalog = ComponentCatalog.Scan([PluginsDirectory()]);

    private readonly Reading _reading = new();
    private readonly PluginLoader _loader = new();

    public CollectingLogger Log { get; } = new();

    public ManualTime Time { get; } = new();

    public (Agent? Agent, string[] Problems) Strict(string text, string name = "flume.conf") => Build(_reading.Strict(text, name), ReadMode.Strict);

    public (Agent? Agent, string[] Problems) Lenient(string text) => Build(_reading.Lenient(text), ReadMode.Lenient);

    /// <summary>Plans how a running agent goes over to another configuration.</summary>
    public (AgentChange? Change, string[] Problems) Plan(Agent running, string text, ReadMode mode = ReadMode.Strict)
    {
        var configuration = mode == ReadMode.Strict ? _reading.Strict(text) : _reading.Lenient(text);
        var change = AgentBuilder.Plan(running, Assert.Single(configuration.Agents), Catalog, _loader, Settings(mode), configuration.Problems);
        return (change, _reading.Lines(configuration));
    }

    public void Dispose()
    {
        _loader.Dispose();
        _reading.Dispose();
    }

    private (Agent? Agent, string[] Problems) Build(FlumeConfiguration configuration, ReadMode mode)
    {
        var agent = AgentBuilder.Build(Assert.Single(configuration.Agents), Catalog, _loader, Settings(mode), configuration.Problems);
        return (agent, _reading.Lines(configuration));
    }

    private BuildSettings Settings(ReadMode mode) => new() { Mode = mode, Loggers = new OneLogger(Log), Time = Time };

    private static string PluginsDirectory()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "FlumePlug.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("FlumePlug.sln");
        var agent = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "flumeplug" : "flumeplug-debug";
        return Path.Combine(directory, "artifacts", agent, "plugins");
    }

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
