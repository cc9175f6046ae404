using System.CommandLine;
using FlumePlug.Core.Plugins.Describe;
using FlumePlug.Output;

namespace FlumePlug.Commands;

/// <summary><c>plugins</c>: what was found where, and what cannot be used and why.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var command = new Command("plugins", "List the plugins that were found, their versions, and why one cannot be used.")
        {
            SharedOptions.Json, SharedOptions.Plugins,
        };
        command.SetAction(parsed =>
        {
            var catalog = SharedOptions.Catalog(parsed);
            if (parsed.GetValue(SharedOptions.Json))
                StandardOutput.WriteJson(writer => DescribeJson.WritePlugins(writer, catalog));
            else
                StandardOutput.WritePage(page => DescribeText.WritePlugins(page, catalog));
            return ExitCodes.Fine;
        });
        return command;
    }
}
