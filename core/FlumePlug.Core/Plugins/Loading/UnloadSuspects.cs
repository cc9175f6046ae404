using System.Reflection.Metadata;

namespace FlumePlug.Core.Plugins;

/// <summary>Finds what is known to hold on to a plugin after it was unloaded: caches by type, and what runs until disposed.</summary>
internal static class UnloadSuspects
{
    private static readonly string[] Classes =
    [
        "System.ComponentModel.DataAnnotations.Validator", "System.ComponentModel.TypeDescriptor",
        "System.Text.Json.JsonSerializer", "Microsoft.CSharp.RuntimeBinder.Binder",
        "Microsoft.Extensions.Configuration.ConfigurationBinder", "System.Threading.Timer", "System.Threading.PeriodicTimer",
        "System.Threading.Thread", "System.Threading.AsyncLocal`1", "System.Threading.ThreadLocal`1",
        "System.Diagnostics.Metrics.Meter", "System.Diagnostics.ActivityListener", "System.AppDomain", "System.Console",
        "System.Runtime.InteropServices.PosixSignalRegistration", "System.Runtime.InteropServices.GCHandle",
        "System.Runtime.InteropServices.NativeLibrary", "System.IO.FileSystemWatcher",
    ];

    private static readonly string[] Spaces = ["Newtonsoft.Json"];

    /// <summary>One line for each assembly in a folder that uses any of it.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        var suspects = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            if (Uses(path) is { Count: > 0 } used)
                suspects.Add($"{Path.GetFileName(path)} uses {string.Join(", ", used)}");
        return suspects;
    }

    private static List<string> Uses(string path)
    {
        try
        {
            var assembly = AssemblyMetadata.Open(path, new AssemblyFolder(Path.GetDirectoryName(path)!));
            return [.. assembly.Reader.TypeReferences.Select(type => TypeName.NameOf(assembly, type)).Where(IsSuspect).Distinct()];
        }
        catch (BadImageFormatException)
        {
            return [];
        }
    }

    private static bool IsSuspect(string className) =>
        Classes.Contains(className) || Array.Exists(Spaces, space => className.StartsWith(space + ".", StringComparison.Ordinal));
}
