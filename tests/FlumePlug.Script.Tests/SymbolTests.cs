using System.Reflection.Metadata;
using System.Runtime.Loader;

namespace FlumePlug.Script.Tests;

/// <summary>What a debugger and a stack trace find out about a script.</summary>
public sealed class SymbolTests
{
    [Fact]
    public async Task The_symbols_name_the_file_and_its_lines()
    {
        await using var trial = ScriptTrial.OfFile("\nif (Text == \"a\")\n    Drop();\n\nHeaders[\"x\"] = \"symbols of the test\";");
        await trial.RunAsync("a");
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(CachedImage.With("symbols of the test").Symbols));
        var reader = symbols.GetMetadataReader();
        Assert.Contains(trial.FilePath, reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)));
        var lines = reader.MethodDebugInformation.Select(reader.GetMethodDebugInformation)
            .SelectMany(method => method.GetSequencePoints()).Where(point => !point.IsHidden
                && reader.GetString(reader.GetDocument(point.Document).Name) == trial.FilePath).Select(point => point.StartLine).Distinct().Order();
        Assert.Equal([2, 3, 5], lines);
    }

    [Fact]
    public async Task A_stack_trace_names_the_script()
    {
        await using var trial = ScriptTrial.OfFile("try\n{\n    int.Parse(Text);\n}\ncatch (Exception failure)\n{\n    Headers[\"stack\"] = failure.ToString();\n}");
        var stack = (await trial.RunAsync("x"))[0].Headers["stack"]!;
        Assert.True(stack.Contains($"at Script.Run() in {trial.FilePath}:line 3", StringComparison.Ordinal), stack);
    }

    [Fact]
    public async Task Roslyn_is_in_one_context_of_its_own_and_the_plugin_refers_to_none_of_it()
    {
        await using var trial = ScriptTrial.Of($"Headers[\"a\"] = \"{Guid.NewGuid()}\";");
        await trial.RunAsync("a");
        var contexts = AssemblyLoadContext.All.Where(context => context.Assemblies.Any(assembly => assembly.GetName().Name == "Microsoft.CodeAnalysis.CSharp")).ToList();
        Assert.Single(contexts, context => context.Name!.StartsWith("FlumePlug.Script.Roslyn ", StringComparison.Ordinal) && !context.IsCollectible);
        Assert.DoesNotContain(typeof(ScriptInterceptor).Assembly.GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) || reference.Name == "FlumePlug.Script.Compiler");
    }
}
