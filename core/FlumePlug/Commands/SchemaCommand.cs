using System.CommandLine;
using FlumePlug.Core.Plugins.Describe;
using FlumePlug.Output;

namespace FlumePlug.Commands;

/// <summary><c>schema</c>: the JSON Schema of the YAML form, with the components of every plugin.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of the YAML form, with the components of every plugin.") { SharedOptions.Plugins };
        command.SetAction(parsed =>
        {
            var catalog = SharedOptions.Catalog(parsed);
            StandardOutput.WriteJson(writer => YamlSchema.Write(writer, catalog));
            return ExitCodes.Fine;
        });
        return command;
    }
}
