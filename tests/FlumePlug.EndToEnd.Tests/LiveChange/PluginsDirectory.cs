using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LiveChange;

/// <summary>A plugins directory in which an operator replaces plugins while an agent runs.</summary>
internal sealed class PluginsDirectory(TestDirectory directory, string name = "plugins")
{
    private int _aside;

    public string Path { get; } = directory.Make(name);

    /// <summary>Lays down a test plugin, or another one under its name.</summary>
    public void Put(string plugin, string folder)
    {
        var target = Directory.CreateDirectory(System.IO.Path.Combine(Path, folder)).FullName;
        foreach (var file in Files(plugin))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Exchanges a folder as a whole, as a careful operator does.</summary>
    public void Exchange(string plugin, string folder)
    {
        var aside = directory.Make($"aside-{++_aside}");
        foreach (var file in Files(plugin))
            File.Copy(file, System.IO.Path.Combine(aside, System.IO.Path.GetFileName(file)));
        var target = System.IO.Path.Combine(Path, folder);
        Directory.Move(target, directory.PathOf($"old-{_aside}"));
        Directory.Move(aside, target);
        Directory.Delete(directory.PathOf($"old-{_aside}"), recursive: true);
    }

    public void Remove(string folder) => Directory.Delete(System.IO.Path.Combine(Path, folder), recursive: true);

    /// <summary>The path of a plugin's file.</summary>
    public string FileOf(string folder, string file) => System.IO.Path.Combine(Path, folder, file);

    private static string[] Files(string plugin) => Directory.GetFiles(System.IO.Path.Combine(Repository.TestPlugins, plugin));
}
