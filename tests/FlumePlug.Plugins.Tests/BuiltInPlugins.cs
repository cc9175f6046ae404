using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

/// <summary>What the build laid down beside the agent.</summary>
internal static class BuiltInPlugins
{
    public static ComponentCatalog Catalog { get; } = ComponentCatalog.Scan([Path.Combine(TestPlugins.AgentDirectory, "plugins")]);
}

public sealed class BuiltInPluginsTests
{
    public static TheoryData<string> Names => [.. BuiltInPlugins.Catalog.Plugins.Select(plugin => plugin.Name)];

    [Fact]
    public void The_build_laid_down_every_plugin_of_the_repository()
    {
        // A project further down is a private part of a plugin.
        var projects = Directory.GetDirectories(Path.Combine(TestPlugins.RepositoryRoot, "plugins"))
            .SelectMany(folder => Directory.GetFiles(folder, "*.csproj"));
        Assert.Empty(projects.Select(Path.GetFileNameWithoutExtension).Except(Names.Select(name => name.Data)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_plugin_is_usable_and_offers_something(string name)
    {
        var plugin = Plugin(name);
        Assert.Null(plugin.UnusableReason);
        Assert.Empty(plugin.Warnings);
        Assert.NotEmpty(plugin.Components);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_component_is_found_by_each_of_its_names(string name)
    {
        foreach (var component in Plugin(name).Components)
            foreach (var type in component.Aliases.Append(component.Type).Append(component.ClassName))
                Assert.Equal(component.ClassName, TestPlugins.Entry(component.Kind, type, BuiltInPlugins.Catalog).Component.ClassName);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_option_says_what_it_does_and_has_a_default_that_is_a_value_of_it(string name)
    {
        using var loader = new PluginLoader();
        var binder = new OptionBinder(BuiltInPlugins.Catalog, loader);
        foreach (var component in Plugin(name).Components)
        {
            Assert.NotEmpty(component.Summary);
            Assert.All(component.Options.Options, option => Assert.False(string.IsNullOrEmpty(option.Summary), $"{component.Type}: {option.Name}"));
            var bound = binder.Bind(new(Plugin(name), component), TestPlugins.Texts(), new("x", null, Strict: true));
            Assert.All(bound.Problems, problem => Assert.EndsWith("is required", problem.Message, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_plugin_leaves_the_memory_when_it_is_unloaded(string name) =>
        Assert.Null(UnloadCheck.Run(BuiltInPlugins.Catalog, Plugin(name)));

    [Theory]
    [InlineData("Sample")]
    [InlineData("CarriesSdk")]
    [InlineData("SecondVersion")]
    [InlineData("Throwing")]
    public void A_plugin_of_a_stranger_leaves_the_memory_too(string name) =>
        Assert.Null(UnloadCheck.Run(TestPlugins.Catalog, TestPlugins.Plugin(name)));

    private static Plugin Plugin(string name) => BuiltInPlugins.Catalog.Plugins.Single(plugin => plugin.Name == name);
}
