using System.CommandLine;
using FlumePlug.Commands;
using FlumePlug.FlumeCommandLine;

// -Dkey=value and Java's own arguments may stand anywhere, as in Flume's launcher; the rest is parsed as usual.
var java = JavaArguments.Split(args);
try
{
    var arguments = java.Rest;
    if (arguments is ["agent", ..])
        arguments = FlumeOptions.WithPresets(arguments, AgentCommand.ConfDirectoryOf(arguments));
    if (await PluginVerbs.RunAsync(java with { Rest = arguments }) is { } exit)
        return exit;
    var root = new RootCommand("FlumePlug: collects events at sources, stages them in channels, delivers them through sinks.");
    foreach (var command in Verbs.For(java))
        root.Add(command);
    return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (InvalidDataException wrong)
{
    await Console.Error.WriteLineAsync($"flumeplug: {wrong.Message}");
    return ExitCodes.ConfigurationWrong;
}
catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"flumeplug: {failure.Message}");
    return ExitCodes.Failed;
}
