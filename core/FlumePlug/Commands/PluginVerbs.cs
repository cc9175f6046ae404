using System.CommandLine;
using System.Runtime.InteropServices;
using FlumePlug.Core.Building;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.FlumeCommandLine;
using FlumePlug.Logging;
using FlumePlug.Sdk;

namespace FlumePlug.Commands;

/// <summary>The verbs that plugins add; their arguments are theirs to read.</summary>
internal static class PluginVerbs
{
    /// <summary>Runs the plugin's verb that the first argument names; null when there is none.</summary>
    public static async Task<int?> RunAsync(JavaArguments java)
    {
        var arguments = java.Rest;
        if (arguments is not [var word, ..] || word.StartsWith('-') || Verbs.Has(word))
            return null;
        var catalog = Catalog();
        if (catalog.Find(ComponentKind.Verb, word) is { Entry: null } unknown)
            return catalog.FindAll(word).Any(answer => answer.Error == unknown.Error) ? throw new FormatException(unknown.Error) : null;
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var loggers = new LineLoggerFactory(LogSettings.Default, TimeProvider.System);
        using var loader = new PluginLoader();
        try
        {
            var settings = new BuildSettings { Mode = ReadMode.Strict, Loggers = loggers, Properties = java.Properties };
            var verb = new OuterComponents(catalog, loader, settings).BuildVerb(word);
            var call = new VerbCall([.. arguments.Skip(1)], Console.Out, Console.Error) { Configurations = new ConfigurationTexts(java, loggers) };
            return await verb.RunAsync(call, stop.Token);
        }
        catch (ConfigurationException refused)
        {
            throw new InvalidOperationException(refused.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Failed;
        }

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>What the help says of them.</summary>
    public static IEnumerable<Command> Descriptions() => Catalog().Entries
        .Where(entry => entry.Component.Kind == ComponentKind.Verb && !Verbs.Has(entry.Component.Type))
        .Select(entry => new Command(entry.Component.Type, entry.Component.Summary));

    private static ComponentCatalog Catalog() => ComponentCatalog.Scan(PluginFolders.Standard([]));
}
