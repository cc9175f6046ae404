using System.CommandLine;
using FlumePlug.Core.Plugins;
using FlumePlug.Verify;

namespace FlumePlug.Commands;

/// <summary><c>plugin verify FOLDER</c>: whether a plugin can be used, keeps its contracts and leaves the memory when it is unloaded.</summary>
internal static class PluginCommand
{
    private const int Cycles = 100;

    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The plugin's folder, as it would lie in plugins/." };
        var verify = new Command("verify", "Look at a plugin, try its components with default options, load and unload it a hundred times.")
        {
            folder, SharedOptions.Plugins,
        };
        verify.SetAction((parsed, cancellation) => VerifyAsync(parsed.GetRequiredValue(folder), SharedOptions.PluginDirectories(parsed), cancellation));
        return new Command("plugin", "Tools for those who write plugins.") { verify };
    }

    private static async Task<int> VerifyAsync(string folder, IReadOnlyList<string> directories, CancellationToken cancellationToken)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(folder) || PluginFolders.InFolder(folder) is not { } place)
            throw new FormatException($"{folder} is not a plugin: there is no DLL in it.");
        var plugin = ComponentCatalog.Look(place);
        Console.Out.WriteLine(
            $"{plugin.Name} {plugin.Version}, built for FlumePlug.Sdk {plugin.SdkVersion?.ToString(2) ?? "(none)"}, {plugin.Components.Count} components");
        foreach (var warning in plugin.Warnings)
            Tell(new("warning", warning));
        if (plugin.UnusableReason is { } reason)
            return Tell(new("broken", $"cannot be used: {reason}"));
        // What its slots may name: the plugins of the agent, and this one in the place of its namesake.
        var others = ComponentCatalog.Scan(PluginFolders.Standard(directories)).Plugins.Where(other => other.Name != plugin.Name);
        using var trial = new PluginTrial(plugin, new ComponentCatalog([.. others, plugin]));
        var exit = ExitCodes.Fine;
        await foreach (var verdict in trial.ComponentsAsync(cancellationToken))
            exit = Math.Max(exit, Tell(verdict));
        // On a stack of its own: this one may stand on frames of the last trial, which hold the plugin.
        return Math.Max(exit, Tell(await Task.Run(() => trial.Cycle(Cycles), cancellationToken)));
    }

    private static int Tell(Verdict verdict)
    {
        Console.Out.WriteLine($"{verdict.Word,-9} {verdict.Text}");
        return verdict.Word == "broken" ? ExitCodes.Failed : ExitCodes.Fine;
    }
}
