using System.Diagnostics;

namespace FlumePlug.Script.Tests.Verbs;

/// <summary><c>script new</c>.</summary>
public sealed class NewScriptTests : IDisposable
{
    private readonly CalledVerb _verb = new();

    public void Dispose() => _verb.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(2, "--selector")]
    public async Task A_new_script_passes_its_own_cases(int cases, params string[] flags)
    {
        var folder = _verb.PathOf("route");
        Assert.Equal((0, "route/route.csx\nroute/route.tests.json\nroute/route.csproj\n"), await _verb.CallAsync(["new", folder, .. flags]));
        var (code, output) = await _verb.CallAsync("test", folder);
        Assert.Equal((0, true), (code, output.EndsWith($"{cases} cases: {cases} passed, 0 failed.\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_there_already_stays()
    {
        var script = _verb.Write("route/route.csx", "Drop();");
        var (code, output) = await _verb.CallAsync("new", _verb.PathOf("route"));
        Assert.Equal((0, "Drop();"), (code, File.ReadAllText(script)));
        Assert.StartsWith("route/route.csx is there already and stays as it is\n", output, StringComparison.Ordinal);
    }

    // What an editor does to complete and check, a build does too.
    [Fact]
    public async Task An_editor_understands_the_script_with_nothing_else_installed()
    {
        await _verb.CallAsync("new", _verb.PathOf("route"));
        _verb.Write("route/route.csx", """
            // Everything that a script sees.
            if (Text.StartsWith("ERROR") && Json["user"]["id"].Int > Params.Int("limit", 5) && Body.Length > 3)
                Headers["level"] = "error";
            Text = Masked(Text) + Folder + Now;
            Json["seen"] = "yes";
            Log.LogInformation("{Count} headers", Headers.Count);
            Count("seen");
            Emit("more");
            Emit("more", Headers.All.With("a", "b"));
            EmitBytes([1, 2]);
            Drop();
            Headers["x"] = 5;

            static string Masked(string text) => Regex.Replace(text, "[0-9]", "*");
            """);
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "-nologo", "-nr:false", "-m:1", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = _verb.PathOf("route"),
            RedirectStandardOutput = true,
        })!;
        var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("route.csx(12,16): error CS0029: Cannot implicitly convert type 'int' to 'string'", output, StringComparison.Ordinal);
        Assert.Contains("0 Warning(s)\n    1 Error(s)", output, StringComparison.Ordinal);
    }
}
