using System.Reflection;
using System.Runtime.Loader;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// One plugin's own world: what the agent shares comes from the agent, everything else from the plugin's folder, so that two
/// plugins may carry different versions of the same dependency.
/// </summary>
internal sealed class PluginLoadContext(string name, string assemblyPath) : AssemblyLoadContext(name, isCollectible: true)
{
    // Made with the first private dependency: a plugin without any does not pay for it.
    private readonly Lazy<AssemblyDependencyResolver?> _resolver = new(() => Resolver(assemblyPath));
    private readonly string _folder = Path.GetDirectoryName(assemblyPath)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.Contains(assemblyName.Name!))
            return null;
        var path = _resolver.Value?.ResolveAssemblyToPath(assemblyName) ?? Existing(assemblyName.Name + ".dll");
        if (path is not null)
            return LoadFromAssemblyPath(path);
        if (!string.IsNullOrEmpty(assemblyName.CultureName))
            return null;
        // Not null: the default context would hand out what belongs to the agent alone.
        throw new FileNotFoundException($"{assemblyName.Name} {assemblyName.Version?.ToString(3)} is missing");
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver.Value?.ResolveUnmanagedDllToPath(unmanagedDllName)
            ?? Existing(unmanagedDllName) ?? Existing($"lib{unmanagedDllName}.so");
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }

    private string? Existing(string file)
    {
        var path = Path.Combine(_folder, file);
        return File.Exists(path) ? path : null;
    }

    // A .deps.json that names files which are not there cannot be resolved; what lies in the folder still can.
    private static AssemblyDependencyResolver? Resolver(string assemblyPath)
    {
        try
        {
            return new AssemblyDependencyResolver(assemblyPath);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
