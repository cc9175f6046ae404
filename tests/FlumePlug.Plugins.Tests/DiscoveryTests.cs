using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

public sealed class DiscoveryTests : IDisposable
{
    private readonly TemporaryDirectory _plugins = new();

    [Fact]
    public void The_plugin_of_a_folder_is_its_one_dll_with_dependencies_described()
    {
        _plugins.CopyPlugin("FirstVersion", "Anything");
        var place = Assert.Single(PluginFolders.In(_plugins.Path));
        Assert.Equal("Anything", place.Name);
        Assert.Equal("FirstVersion.dll", Path.GetFileName(place.AssemblyPath));
        Assert.Null(place.Problem);
    }

    [Fact]
    public void The_plugin_of_a_folder_without_description_is_the_dll_named_like_it()
    {
        var folder = _plugins.CopyPlugin("FirstVersion");
        File.Delete(Path.Combine(folder, "FirstVersion.deps.json"));
        Assert.Equal("FirstVersion.dll", Path.GetFileName(Assert.Single(PluginFolders.In(_plugins.Path)).AssemblyPath));
    }

    [Fact]
    public void A_folder_that_does_not_say_which_dll_is_the_plugin_is_unusable_and_says_how_to_tell()
    {
        var folder = _plugins.CopyPlugin("FirstVersion", "Anything");
        File.Delete(Path.Combine(folder, "FirstVersion.deps.json"));
        var plugin = Assert.Single(ComponentCatalog.Scan([_plugins.Path]).Plugins);
        Assert.Equal("it is not clear which DLL is the plugin: give it its .deps.json or name it Anything.dll", plugin.UnusableReason);
    }

    [Fact]
    public void A_folder_without_a_dll_is_no_plugin()
    {
        Directory.CreateDirectory(Path.Combine(_plugins.Path, "notes"));
        File.WriteAllText(Path.Combine(_plugins.Path, "README"), "");
        Assert.Empty(PluginFolders.In(_plugins.Path));
    }

    [Fact]
    public void A_single_dll_without_dependencies_is_a_plugin()
    {
        _plugins.CopyFile("Throwing", "Throwing.dll");
        var plugin = Assert.Single(ComponentCatalog.Scan([_plugins.Path]).Plugins);
        Assert.Equal("Throwing", plugin.Name);
        Assert.Null(plugin.UnusableReason);
    }

    [Fact]
    public void A_single_dll_with_its_deps_json_is_one_plugin_and_its_dependencies_are_none()
    {
        foreach (var file in (string[])["SecondVersion.dll", "SecondVersion.deps.json", "Acme.Shared.dll"])
            _plugins.CopyFile("SecondVersion", file);
        _plugins.CopyFile("CarriesSdk", "FlumePlug.Sdk.dll");
        var catalog = ComponentCatalog.Scan([_plugins.Path]);
        Assert.Equal("SecondVersion", Assert.Single(catalog.Plugins).Name);

        using var loader = new PluginLoader();
        var factory = new ComponentFactory(catalog, loader);
        var filter = factory.Create<Sdk.IConfigFilter>(
            TestPlugins.Entry(ComponentKind.ConfigFilter, "second-version", catalog), null, TestPlugins.Context(factory));
        Assert.Equal("VERSION 2", filter.Filter("any"));
    }

    [Fact]
    public void Several_directories_are_looked_at_each_once()
    {
        var standard = PluginFolders.Standard(["/tmp/b/", "/tmp/a", "/tmp/b"]);
        Assert.Equal([Path.Combine(AppContext.BaseDirectory, "plugins"), "/tmp/b", "/tmp/a"], standard);
    }

    [Fact]
    public void The_environment_names_more_directories()
    {
        Environment.SetEnvironmentVariable(PluginFolders.EnvironmentVariable, "/tmp/x:/tmp/y");
        try
        {
            Assert.Equal(["/tmp/a", "/tmp/x", "/tmp/y"], PluginFolders.Standard(["/tmp/a"]).Skip(1));
        }
        finally
        {
            Environment.SetEnvironmentVariable(PluginFolders.EnvironmentVariable, null);
        }
    }

    [Fact]
    public void A_given_directory_that_is_not_there_is_told_and_the_others_still_count()
    {
        _plugins.CopyPlugin("Throwing");
        var catalog = ComponentCatalog.Scan([PluginFolders.BesideTheExecutable, "/no/such/directory", _plugins.Path]);
        Assert.Single(catalog.Plugins);
        Assert.StartsWith("plugins directory /no/such/directory cannot be read: ", Assert.Single(catalog.Problems), StringComparison.Ordinal);
    }

    public void Dispose() => _plugins.Dispose();
}
