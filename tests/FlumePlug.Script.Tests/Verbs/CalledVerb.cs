using FlumePlug.Script.Verbs;

namespace FlumePlug.Script.Tests.Verbs;

/// <summary>A folder in which <c>script</c> is called with full paths.</summary>
internal sealed class CalledVerb : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("script-verb-");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>The exit code, and the output with the folder's path cut out.</summary>
    public async Task<(int Code, string Output)> CallAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var code = await new ScriptVerb().RunAsync(new(arguments, output, output), TestContext.Current.CancellationToken);
        return (code, output.ToString().Replace(Path.GetRelativePath(".", _folder.FullName) + "/", "", StringComparison.Ordinal)
            .Replace(_folder.FullName + "/", "", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
