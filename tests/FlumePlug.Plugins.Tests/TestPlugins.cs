using System.Reflection;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlumePlug.Plugins.Tests;

/// <summary>The compiled test plugins, and what a test needs to use them.</summary>
internal static class TestPlugins
{
    public static string Directory { get; } = Path.GetFullPath(Setting("TestPlugins"));

    public static string RepositoryRoot { get; } = Path.GetFullPath(Setting("RepositoryRoot"));

    public static string AgentDirectory { get; } = Path.GetFullPath(Setting("AgentDirectory"));

    public static ComponentCatalog Catalog { get; } = ComponentCatalog.Scan([Directory]);

    public static Plugin Plugin(string name) => Catalog.Plugins.Single(plugin => plugin.Name == name);

    public static CatalogEntry Entry(ComponentKind kind, string type, ComponentCatalog? catalog = null)
    {
        var answer = (catalog ?? Catalog).Find(kind, type);
        Assert.Null(answer.Error);
        return answer.Entry!;
    }

    public static Dictionary<string, OptionText> Texts(params (string Name, string Value)[] texts) =>
        texts.Select((text, line) => (text.Name, Text: new OptionText(text.Value, new Location("a.conf", line + 1))))
            .ToDictionary(text => text.Name, text => text.Text);

    public static HostContext Context(ComponentFactory factory, string name = "x1") => new(
        new AgentSetting("a1", TimeProvider.System, "/conf", new Dictionary<string, string>()), NullLogger.Instance,
        new ComponentCounters("SINK", name, "sample"), factory);

    private static string Setting(string key) => typeof(TestPlugins).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(setting => setting.Key == key).Value!;
}

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("plugins-test-").FullName;

    public string CopyPlugin(string name, string? asFolder = null)
    {
        var target = System.IO.Path.Combine(Path, asFolder ?? name);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(TestPlugins.Directory, name)))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        return target;
    }

    public void CopyFile(string plugin, string file) =>
        File.Copy(System.IO.Path.Combine(TestPlugins.Directory, plugin, file), System.IO.Path.Combine(Path, file));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
