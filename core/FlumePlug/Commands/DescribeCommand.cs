using System.CommandLine;
using FlumePlug.Core.Plugins;
using FlumePlug.Core.Plugins.Describe;
using FlumePlug.Output;

namespace FlumePlug.Commands;

/// <summary><c>describe [TYPE]</c>: all components, or all that a type means, from metadata alone.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var type = new Argument<string?>("TYPE")
        {
            Description = "A type, alias or class name in any case; without it all components are listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("describe", "Describe components and their options.") { type, SharedOptions.Json, SharedOptions.Plugins };
        command.SetAction(parsed =>
        {
            var catalog = SharedOptions.Catalog(parsed);
            var json = parsed.GetValue(SharedOptions.Json);
            return parsed.GetValue(type) is { } wanted ? DescribeType(catalog, wanted, json) : DescribeAll(catalog, json);
        });
        return command;
    }

    private static int DescribeAll(ComponentCatalog catalog, bool json)
    {
        if (json)
            StandardOutput.WriteJson(writer => DescribeJson.WriteComponents(writer, catalog.Entries));
        else
            StandardOutput.WritePage(page => DescribeText.WriteComponents(page, catalog.Entries));
        return ExitCodes.Fine;
    }

    // Of a type that several plugins offer nothing is shown: only the configuration can say which is meant.
    private static int DescribeType(ComponentCatalog catalog, string type, bool json)
    {
        var answers = catalog.FindAll(type);
        foreach (var answer in answers.Where(answer => answer.Entry is null))
            Console.Error.WriteLine($"flumeplug: {answer.Error}{(answer.Suggestion is { } hint ? $" (hint: {hint})" : "")}");
        CatalogEntry[] found = [.. answers.Select(answer => answer.Entry).OfType<CatalogEntry>()];
        if (json)
            StandardOutput.WriteJson(writer =>
            {
                writer.WriteStartArray();
                foreach (var entry in found)
                    DescribeJson.WriteComponent(writer, entry);
                writer.WriteEndArray();
            });
        else
            StandardOutput.WritePage(page =>
            {
                foreach (var entry in found)
                    DescribeText.WriteComponent(page, entry);
            });
        return found.Length > 0 ? ExitCodes.Fine : ExitCodes.Failed;
    }
}
