using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using FlumePlug.Sdk;

namespace FlumePlug.Commands;

/// <summary><c>version</c>: the agent, its source revision where the build knew it, the SDK and the runtime.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the versions of the agent, its SDK and the runtime.");
        command.SetAction(_ =>
        {
            var (version, revision) = Of(typeof(VersionCommand).Assembly);
            Console.Out.WriteLine($"FlumePlug {version}");
            if (revision is not null)
                Console.Out.WriteLine($"Revision: {revision}");
            Console.Out.WriteLine($"SDK: {Of(typeof(ISource).Assembly).Version}");
            Console.Out.WriteLine($"Runtime: {RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
            return ExitCodes.Fine;
        });
        return command;
    }

    // The build writes VERSION+REVISION.
    private static (string Version, string? Revision) Of(Assembly assembly)
    {
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? (text, null) : (text[..plus], text[(plus + 1)..]);
    }
}
