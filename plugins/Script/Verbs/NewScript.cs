using FlumePlug.Script.Verbs.Cases;
using FlumePlug.Script.Verbs.Editing;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Verbs;

/// <summary>
/// <c>script new</c>: a folder with a script, its cases, and a project file by which any editor of C# completes and checks it.
/// Run again it renews what the editor needs and leaves the script and its cases alone.
/// </summary>
internal static class NewScript
{
    private const string EditorFolder = ".editor";

    private const string Statements =
        """
        // Runs once for each event: Text, Body, Json and Headers are the event's, to read and to set.
        if (Text.StartsWith("ERROR"))
            Headers["level"] = "error";
        else if (Text.IsEmpty)
            Drop();

        """;

    private const string StatementCases =
        """
        {
          "cases": [
            { "name": "Errors get a level", "in": "ERROR disk full", "out": { "headers": { "level": "error" }, "body": "ERROR disk full" } },
            { "name": "Other lines stay as they are", "in": "INFO started", "out": { "headers": {}, "body": "INFO started" } },
            { "name": "Empty lines are dropped", "in": "", "drop": true }
          ]
        }

        """;

    private const string Selector =
        """
        // Names the channels of each event.
        class Route : SelectorScript
        {
            public override Channels Run() => Text.StartsWith("ERROR") ? "alerts" : Default;
        }

        """;

    private const string SelectorCases =
        """
        {
          "channels": "alerts archive",
          "default": "archive",
          "cases": [
            { "name": "Errors are alerts", "in": "ERROR disk full", "route": "alerts" },
            { "name": "Other lines are archived", "in": "INFO started", "route": "archive" }
          ]
        }

        """;

    private const string Project =
        $"""
        <!-- For editors alone: completion and errors in the script. The agent reads the .csx. -->
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <UseAppHost>false</UseAppHost>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
            <NoWarn>CS7022;CS8321</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="*.csx;{EditorFolder}/*.cs" />
            <Reference Include="{EditorFolder}/*.dll" />
          </ItemGroup>
        </Project>

        """;

    public static async ValueTask<int> RunAsync(VerbCall call, VerbArguments arguments, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(arguments.Single("NAME"));
        var name = Path.GetFileName(folder);
        var isSelector = arguments["selector"] is not null;
        Directory.CreateDirectory(Path.Combine(folder, EditorFolder));
        await WriteNewAsync($"{name}.csx", isSelector ? Selector : Statements);
        await WriteNewAsync(name + CaseFile.Ending, isSelector ? SelectorCases : StatementCases);
        await WriteNewAsync($"{name}.csproj", Project);
        await File.WriteAllTextAsync(Path.Combine(folder, EditorFolder, "Members.cs"), EditorMembers.Text, cancellationToken);
        foreach (var assembly in (Type[])[typeof(EventBatch), typeof(ScriptBase), typeof(ILogger)])
            CopyWithDocs(assembly.Assembly.Location, Path.Combine(folder, EditorFolder));
        return 0;

        async Task WriteNewAsync(string file, string text)
        {
            var path = Path.Combine(folder, file);
            var isNew = !File.Exists(path);
            if (isNew)
                await File.WriteAllTextAsync(path, text, cancellationToken);
            call.Output.WriteLine($"{Path.GetRelativePath(".", path)}{(isNew ? "" : " is there already and stays as it is")}");
        }
    }

    private static void CopyWithDocs(string assembly, string folder)
    {
        foreach (var file in (string[])[assembly, Path.ChangeExtension(assembly, ".xml")])
            if (File.Exists(file))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }
}
