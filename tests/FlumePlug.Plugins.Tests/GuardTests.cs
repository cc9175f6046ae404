using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Plugins.Tests;

/// <summary>What keeps every plugin outside the same door.</summary>
public sealed class GuardTests
{
    // DESIGN section 6: core refers to the SDK, the base library and logging abstractions; YAML is its one library.
    private static readonly string[] AllowedInCore = ["FlumePlug.Sdk", "Microsoft.Extensions.Logging.Abstractions", "YamlDotNet"];
    private static readonly string[] AllowedInSdk = ["Microsoft.Extensions.Logging.Abstractions"];

    [Fact]
    public void The_core_refers_to_the_sdk_the_base_library_and_little_else() => AssertReferences(typeof(ComponentCatalog).Assembly, AllowedInCore);

    [Fact]
    public void The_sdk_refers_to_the_base_library_and_logging_only() => AssertReferences(typeof(ISource).Assembly, AllowedInSdk);

    [Fact]
    public void The_core_contains_no_component() => Assert.DoesNotContain(
        typeof(ComponentCatalog).Assembly.GetTypes(), type => type.IsDefined(typeof(ComponentAttribute)));

    [Fact]
    public void Nothing_of_the_core_or_the_sdk_is_open_to_a_plugin()
    {
        foreach (var assembly in (Assembly[])[typeof(ComponentCatalog).Assembly, typeof(ISource).Assembly])
            Assert.All(assembly.GetCustomAttributes<InternalsVisibleToAttribute>(), friend => Assert.True(
                friend.AssemblyName.EndsWith(".Tests", StringComparison.Ordinal) || friend.AssemblyName is "flumeplug" or "FlumePlug.Benchmarks"
                    or "FlumePlug.EmbeddedAgent", friend.AssemblyName));
    }

    [Fact]
    public void No_plugin_of_the_repository_refers_to_the_core()
    {
        var projects = Directory.GetFiles(Path.Combine(TestPlugins.RepositoryRoot, "plugins"), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.DoesNotContain("FlumePlug.Core", File.ReadAllText(project), StringComparison.Ordinal));
    }

    [Fact]
    public void No_built_plugin_refers_to_the_core_or_the_executable()
    {
        foreach (var plugin in BuiltInPlugins.Catalog.Plugins)
        {
            var assembly = AssemblyMetadata.Open(plugin.Place.AssemblyPath!, new AssemblyFolder(plugin.Place.Directory));
            var references = assembly.Reader.AssemblyReferences.Select(handle => assembly.Text(assembly.Reader.GetAssemblyReference(handle).Name));
            Assert.DoesNotContain(references, reference => reference is "FlumePlug.Core" or "flumeplug");
        }
    }

    private static void AssertReferences(Assembly assembly, string[] allowed)
    {
        var baseLibrary = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.DoesNotContain(assembly.GetReferencedAssemblies().Select(reference => reference.Name!),
            name => !allowed.Contains(name) && !File.Exists(Path.Combine(baseLibrary, name + ".dll")));
    }
}
