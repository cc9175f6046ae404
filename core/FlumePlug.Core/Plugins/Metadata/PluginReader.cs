using System.Reflection;
using System.Reflection.Metadata;

namespace FlumePlug.Core.Plugins;

/// <summary>Looks at a plugin before anything of it is loaded: what it offers, and whether it can be used.</summary>
internal static class PluginReader
{
    public static Plugin Read(PluginPlace place)
    {
        // Before anything is read: what is replaced meanwhile has another stamp than the plugin.
        var plugin = new Plugin { Place = place, UnusableReason = place.Problem, Stamp = place.Stamp };
        if (place.AssemblyPath is null)
            return plugin;
        try
        {
            var assembly = AssemblyMetadata.Open(place.AssemblyPath, new AssemblyFolder(place.Directory));
            var references = References(assembly);
            plugin = plugin with
            {
                Version = VersionOf(assembly),
                SdkVersion = references.GetValueOrDefault(SharedAssemblies.Sdk.GetName().Name!),
                Components = ComponentReader.Read(assembly),
            };
            return plugin with
            {
                UnusableReason = Unusable(place, plugin, references),
                Warnings = [.. Warnings(place, plugin)],
            };
        }
        catch (BadImageFormatException)
        {
            return plugin with { UnusableReason = $"{Path.GetFileName(place.AssemblyPath)} is not a .NET assembly" };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return plugin with { UnusableReason = unreadable.Message };
        }
    }

    private static Dictionary<string, Version> References(AssemblyMetadata assembly)
    {
        var references = new Dictionary<string, Version>(StringComparer.OrdinalIgnoreCase);
        foreach (var handle in assembly.Reader.AssemblyReferences)
        {
            var reference = assembly.Reader.GetAssemblyReference(handle);
            references[assembly.Text(reference.Name)] = reference.Version;
        }
        return references;
    }

    private static string? Unusable(PluginPlace place, Plugin plugin, Dictionary<string, Version> references)
    {
        var host = SharedAssemblies.SdkVersion;
        if (plugin.SdkVersion is not { } built)
            return "it is not a plugin: it does not refer to FlumePlug.Sdk";
        if (built.Major != host.Major || built.Minor > host.Minor)
            return $"it was built for FlumePlug.Sdk {built.ToString(2)}, this agent has {host.ToString(2)}";
        if (references.TryGetValue("System.Runtime", out var runtime) && runtime.Major > Environment.Version.Major)
            return $"it was built for .NET {runtime.ToString(2)}, this agent runs on .NET {Environment.Version.ToString(2)}";
        var missing = Missing(place, references);
        var are = missing.Count == 1 ? "is" : "are";
        return missing.Count == 0 ? null
            : $"{string.Join(", ", missing)} {are} missing beside {Path.GetFileName(place.AssemblyPath)}";
    }

    // What the DLL itself refers to, and, where a .deps.json lists it, what that needs in turn.
    private static List<string> Missing(PluginPlace place, Dictionary<string, Version> references)
    {
        var missing = new List<string>();
        if (references.Keys.All(SharedAssemblies.Contains))
            return missing;
        foreach (var file in DependencyList.Read(PluginFolders.DependenciesFile(place.AssemblyPath!)))
            if (IsAssembly(file.Name) && !File.Exists(Path.Combine(place.Directory, file.Path)))
                Need(file.Name, file.Library.Replace('/', ' '));
        foreach (var name in references.Keys)
            Need(name + ".dll", $"{name} {references[name].ToString(3)}");
        return missing;

        void Need(string file, string library)
        {
            if (!SharedAssemblies.Contains(Path.GetFileNameWithoutExtension(file))
                && !File.Exists(Path.Combine(place.Directory, file))
                && !missing.Exists(known => known.StartsWith(file + " ", StringComparison.OrdinalIgnoreCase)))
                missing.Add($"{file} ({library})");
        }
    }

    private static bool IsAssembly(string file) =>
        file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
        && !file.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Warnings(PluginPlace place, Plugin plugin)
    {
        var sdk = SharedAssemblies.Sdk.GetName().Name + ".dll";
        if (place.IsFolder && File.Exists(Path.Combine(place.Directory, sdk)))
            yield return $"its own copy of {sdk} is ignored: delete it";
        if (plugin.SdkVersion is not null && plugin.Components.Count == 0)
            yield return "it has no component: no class carries [Source], [Sink] or another such attribute";
        foreach (var component in plugin.Components)
            if (component.UnusableReason is { } reason)
                yield return $"{component.Kind.Word()} '{component.Type}' cannot be used: {reason}";
    }

    // The informational version without its source revision, else the assembly's.
    private static string VersionOf(AssemblyMetadata assembly)
    {
        var definition = assembly.Reader.GetAssemblyDefinition();
        foreach (var handle in definition.GetCustomAttributes())
        {
            var attribute = assembly.Reader.GetCustomAttribute(handle);
            if (AttributeValues.ClassOf(assembly, attribute) == typeof(AssemblyInformationalVersionAttribute).FullName
                && AttributeValues.Read(assembly, attribute)?.Arguments is [string version])
                return version.Split('+')[0];
        }
        return definition.Version.ToString(3);
    }
}
