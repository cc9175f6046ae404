using System.Diagnostics;
using System.Runtime.CompilerServices;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Plugins.Tests;

public sealed class LoadingTests : IDisposable
{
    private readonly TemporaryDirectory _plugins = new();
    private readonly PluginLoader _loader = new();

    [Fact]
    public void Two_versions_of_a_dependency_run_side_by_side()
    {
        var first = Filter("first-version");
        var second = Filter("second-version");
        Assert.Equal(("version 1", "VERSION 2"), (first.Filter("any"), second.Filter("any")));
    }

    [Fact]
    public void A_plugin_with_its_own_copy_of_the_sdk_shares_the_agent_s() =>
        Assert.Equal("key", Filter("carries-sdk").Filter("key"));

    [Fact]
    public void A_throwing_constructor_is_one_line_that_names_plugin_and_component()
    {
        var thrown = Assert.Throws<PluginException>(() => Filter("throwing"));
        Assert.Equal("config filter 'throwing' of plugin Throwing cannot be built: the license has expired", thrown.Message);
    }

    [Fact]
    public void A_class_that_cannot_be_loaded_is_one_line_that_names_what_is_missing()
    {
        var folder = _plugins.CopyPlugin("BrokenType");
        File.Delete(Path.Combine(folder, "Acme.Shared.dll"));
        File.Delete(Path.Combine(folder, "BrokenType.deps.json"));
        var thrown = Assert.Throws<PluginException>(() => Filter("broken-type", ComponentCatalog.Scan([_plugins.Path])));
        Assert.Equal("config filter 'broken-type' of plugin BrokenType cannot be loaded: Acme.Shared 1.0.0 is missing", thrown.Message);
    }

    [Fact]
    public void A_class_that_is_not_what_its_attribute_says_is_refused()
    {
        var factory = new ComponentFactory(TestPlugins.Catalog, _loader);
        var thrown = Assert.Throws<PluginException>(() =>
            factory.Create<ISink>(TestPlugins.Entry(ComponentKind.Sink, "no-sink"), null, TestPlugins.Context(factory)));
        Assert.Equal("sink 'no-sink' of plugin Throwing cannot be built: Acme.Throwing.NoSink does not implement ISink", thrown.Message);
    }

    [Fact]
    public void Only_what_is_used_is_loaded()
    {
        Filter("carries-sdk");
        Assert.Equal(["CarriesSdk"], _loader.Loaded.Select(plugin => plugin.Name));
    }

    [Fact]
    public void The_agent_s_own_libraries_are_not_the_plugin_s()
    {
        var context = new PluginLoadContext("any", Path.Combine(TestPlugins.Directory, "FirstVersion", "FirstVersion.dll"));
        Assert.Throws<FileNotFoundException>(() => context.LoadFromAssemblyName(new("YamlDotNet")));
        Assert.Same(typeof(ISource).Assembly, context.LoadFromAssemblyName(new("FlumePlug.Sdk")));
        Assert.Same(typeof(Stopwatch).Assembly.FullName, context.LoadFromAssemblyName(typeof(Stopwatch).Assembly.GetName()).FullName);
        context.Unload();
    }

    [Fact]
    public void A_dll_can_be_replaced_while_its_plugin_runs_and_the_next_scan_sees_the_new_one()
    {
        var folder = _plugins.CopyPlugin("FirstVersion", "Version");
        var filter = Filter("first-version", ComponentCatalog.Scan([_plugins.Path]));
        Directory.Delete(folder, recursive: true);
        _plugins.CopyPlugin("SecondVersion", "Version");

        Assert.Equal("version 1", filter.Filter("any"));
        Assert.Equal("VERSION 2", Filter("second-version", ComponentCatalog.Scan([_plugins.Path])).Filter("any"));
    }

    [Fact]
    public void A_dll_that_was_replaced_between_look_and_load_is_not_run()
    {
        var folder = _plugins.CopyPlugin("FirstVersion", "Version");
        var catalog = ComponentCatalog.Scan([_plugins.Path]);
        File.Copy(Path.Combine(TestPlugins.Directory, "Throwing", "Throwing.dll"), Path.Combine(folder, "FirstVersion.dll"), overwrite: true);
        Assert.Contains("its files were replaced", Assert.Throws<PluginException>(() => Filter("first-version", catalog)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_are_removed_with_the_loader_and_what_a_killed_process_left_with_the_next()
    {
        var before = Copies();
        var left = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "flumeplug-plugins-left" + Guid.NewGuid().ToString("N")));
        File.WriteAllText(Path.Combine(left.FullName, ".lock"), "");
        using (var loader = new PluginLoader())
        {
            loader.ClassOf(TestPlugins.Entry(ComponentKind.ConfigFilter, "carries-sdk"));
            Assert.False(Directory.Exists(left.FullName));
            var mine = Assert.Single(Copies().Except(before), copy => Directory.Exists(Path.Combine(copy, "CarriesSdk-1")));
            using (var other = new PluginLoader())
                other.ClassOf(TestPlugins.Entry(ComponentKind.ConfigFilter, "carries-sdk"));
            Assert.True(Directory.Exists(mine));
            before = [.. before, mine];
        }
        Assert.False(Directory.Exists(before[^1]));
    }

    [Theory]
    [InlineData("first-version")]
    [InlineData("second-version")]
    [InlineData("carries-sdk")]
    public void An_unloaded_plugin_leaves_the_memory(string type)
    {
        Use(_loader, type);
        var watch = _loader.Unload(_loader.Loaded.Single())!;
        Assert.True(watch.Collect());
        Assert.Empty(_loader.Loaded);
    }

    [Fact]
    public void A_plugin_that_stays_in_memory_is_told_with_the_suspects()
    {
        var filter = Filter("clinging");
        filter.Filter("any");
        var watch = _loader.Unload(_loader.Loaded.Single())!;
        Assert.False(watch.Collect());
        Assert.Equal(["Sample.dll uses System.Threading.ThreadLocal`1, System.AppDomain"], watch.Suspects.Where(line => line.StartsWith("Sample", StringComparison.Ordinal)));
        GC.KeepAlive(filter);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(PluginLoader loader, string type)
    {
        var factory = new ComponentFactory(TestPlugins.Catalog, loader);
        factory.Create<IConfigFilter>(TestPlugins.Entry(ComponentKind.ConfigFilter, type), null, TestPlugins.Context(factory)).Filter("any");
    }

    private IConfigFilter Filter(string type, ComponentCatalog? catalog = null)
    {
        var factory = new ComponentFactory(catalog ?? TestPlugins.Catalog, _loader);
        return factory.Create<IConfigFilter>(TestPlugins.Entry(ComponentKind.ConfigFilter, type, catalog), null, TestPlugins.Context(factory));
    }

    private static string[] Copies() => Directory.GetDirectories(Path.GetTempPath(), "flumeplug-plugins-*");

    public void Dispose()
    {
        _loader.Dispose();
        _plugins.Dispose();
    }
}
