using System.CommandLine;
using FlumePlug.Output;

namespace FlumePlug.Commands;

/// <summary><c>docs DIR</c>: writes the pages of docs/components; for the people who make FlumePlug, hence hidden.</summary>
internal static class DocsCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "Where the pages go." };
        var command = new Command("docs", "Write one Markdown page per component and their index.") { directory, SharedOptions.Plugins };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            ComponentPages.Write(SharedOptions.Catalog(parsed), parsed.GetRequiredValue(directory));
            return ExitCodes.Fine;
        });
        return command;
    }
}
