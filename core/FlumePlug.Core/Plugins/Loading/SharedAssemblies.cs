using System.Reflection;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Plugins;

/// <summary>The assemblies that plugins share with the agent: the shared frameworks and the SDK with all it refers to.</summary>
internal static class SharedAssemblies
{
    private static readonly Lazy<HashSet<string>> Names = new(Find);

    /// <summary>Whether an assembly of this name is never private to a plugin.</summary>
    public static bool Contains(string name) => Names.Value.Contains(name);

    /// <summary>The SDK that the agent runs with.</summary>
    public static Assembly Sdk { get; } = typeof(ISource).Assembly;

    /// <summary>Its version; a plugin may be built for the same major version and at most this minor one.</summary>
    public static Version SdkVersion { get; } = Sdk.GetName().Version!;

    private static HashSet<string> Find()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // Whatever the host trusts outside its own folder came with a shared framework.
        foreach (var path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator))
            if (!path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal))
                names.Add(Path.GetFileNameWithoutExtension(path));
        // In a self-contained agent the frameworks lie in its own folder, and its .deps.json tells them apart.
        if (typeof(object).Assembly.Location.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal))
            foreach (var dependencies in ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? "").Split(Path.PathSeparator, ';'))
                foreach (var file in DependencyList.Read(dependencies))
                    if (file.Library.StartsWith("runtimepack.", StringComparison.Ordinal))
                        names.Add(Path.GetFileNameWithoutExtension(file.Name));
        AddClosure(Sdk, names);
        return names;
    }

    private static void AddClosure(Assembly assembly, HashSet<string> names)
    {
        if (!names.Add(assembly.GetName().Name!))
            return;
        foreach (var reference in assembly.GetReferencedAssemblies())
            if (!names.Contains(reference.Name!))
                AddClosure(Assembly.Load(reference), names);
    }
}
