using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

public sealed class PreflightTests : IDisposable
{
    private readonly TemporaryDirectory _plugins = new();

    [Fact]
    public void A_plugin_that_is_fine_has_no_reason_and_no_warning()
    {
        var plugin = TestPlugins.Plugin("FirstVersion");
        Assert.Null(plugin.UnusableReason);
        Assert.Empty(plugin.Warnings);
        Assert.Equal("0.1.0", plugin.Version);
        Assert.Equal(new Version(0, 1, 0, 0), plugin.SdkVersion);
    }

    [Fact]
    public void A_plugin_built_for_a_newer_sdk_is_unusable() => Assert.Equal(
        "it was built for FlumePlug.Sdk 0.99, this agent has 0.1", TestPlugins.Plugin("NewerSdk").UnusableReason);

    [Fact]
    public void A_copy_of_the_sdk_is_ignored_with_a_warning()
    {
        var plugin = TestPlugins.Plugin("CarriesSdk");
        Assert.Null(plugin.UnusableReason);
        Assert.Equal("its own copy of FlumePlug.Sdk.dll is ignored: delete it", Assert.Single(plugin.Warnings));
    }

    [Fact]
    public void A_missing_dependency_is_named() => Assert.Equal(
        "Acme.Shared.dll (Acme.Shared 1.0.0) is missing beside MissingDependency.dll",
        TestPlugins.Plugin("MissingDependency").UnusableReason);

    [Fact]
    public void A_missing_dependency_of_a_dependency_is_named_when_the_deps_json_lists_it()
    {
        var folder = _plugins.CopyPlugin("BrokenType");
        File.Delete(Path.Combine(folder, "Acme.Shared.dll"));
        Assert.Equal("Acme.Shared.dll (FlumePlug.TestPlugins.Library.Version1 1.0.0) is missing beside BrokenType.dll",
            Assert.Single(ComponentCatalog.Scan([_plugins.Path]).Plugins).UnusableReason);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_unusable()
    {
        File.WriteAllText(Path.Combine(_plugins.Path, "Text.dll"), "not an assembly");
        File.WriteAllBytes(Path.Combine(_plugins.Path, "Empty.dll"), []);
        Assert.Equal(["Empty.dll is not a .NET assembly", "Text.dll is not a .NET assembly"],
            ComponentCatalog.Scan([_plugins.Path]).Plugins.Select(plugin => plugin.UnusableReason));
    }

    [Fact]
    public void An_assembly_cut_short_anywhere_is_unusable_and_nothing_is_thrown()
    {
        var folder = _plugins.CopyPlugin("Sample");
        var path = Path.Combine(folder, "Sample.dll");
        var whole = File.ReadAllBytes(path);
        foreach (var length in Enumerable.Range(0, 40).Select(part => whole.Length * part / 40))
        {
            File.WriteAllBytes(path, whole[..length]);
            var plugin = Assert.Single(ComponentCatalog.Scan([_plugins.Path]).Plugins);
            if (plugin.UnusableReason is null)
                Assert.All(plugin.Components, component => Assert.NotNull(component.Options));
        }
    }

    [Fact]
    public void A_dll_that_does_not_refer_to_the_sdk_is_no_plugin()
    {
        _plugins.CopyFile("FirstVersion", "Acme.Shared.dll");
        Assert.Equal("it is not a plugin: it does not refer to FlumePlug.Sdk",
            Assert.Single(ComponentCatalog.Scan([_plugins.Path]).Plugins).UnusableReason);
    }

    [Fact]
    public void A_component_that_cannot_be_built_is_told_and_leaves_its_plugin_usable()
    {
        var plugin = TestPlugins.Plugin("Throwing");
        Assert.Null(plugin.UnusableReason);
        Assert.Equal("sink 'greedy' cannot be used: its constructor asks for System.String: it can have one class of options, "
            + "ComponentContext, ChannelNames, SinkNames and ICounterReader", Assert.Single(plugin.Warnings));
    }

    public void Dispose() => _plugins.Dispose();
}
