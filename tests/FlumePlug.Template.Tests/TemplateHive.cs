using FlumePlug.Template.Tests;

[assembly: AssemblyFixture(typeof(TemplateHive))]

namespace FlumePlug.Template.Tests;

/// <summary>
/// The templates of this clone, installed where no user's own are touched; packages of this clone are unpacked there too, all
/// others come from where they already are.
/// </summary>
public sealed class TemplateHive : IAsyncLifetime
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("flumeplug-templates-");
    private readonly Dictionary<string, string> _environment;

    public TemplateHive() => _environment = new()
    {
        ["DOTNET_CLI_HOME"] = _home.FullName,
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["NUGET_PACKAGES"] = Path.Combine(_home.FullName, "packages"),
        ["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
    };

    public async ValueTask InitializeAsync() =>
        await DotnetAsync(_home.FullName, ["new", "install", Places.Templates, "--debug:custom-hive", Hive],
            CancellationToken.None);

    private string Hive => Path.Combine(_home.FullName, "hive");

    /// <summary>Makes a solution from a template and gives its directory.</summary>
    public async Task<string> NewAsync(string template, string name, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(_home.CreateSubdirectory(template).FullName, name);
        await DotnetAsync(_home.FullName, ["new", template, "-n", name, "-o", directory, "--debug:custom-hive", Hive],
            cancellationToken);
        return directory;
    }

    /// <summary>Builds a solution; warnings are errors there.</summary>
    public Task BuildAsync(string directory, CancellationToken cancellationToken) => DotnetAsync(
        directory, ["build", "-c", "Release", "-nodeReuse:false", "-m:1", "-p:UseSharedCompilation=false"], cancellationToken);

    /// <summary>Runs the tests that a template brings, and gives the summary.</summary>
    public async Task<string> TestAsync(string directory, string name, CancellationToken cancellationToken)
    {
        var tests = Path.Combine(directory, "tests", $"{name}.Tests", "bin", "Release", "net10.0", $"{name}.Tests");
        return await Command.RunAsync(tests, directory, _environment, ["-noLogo", "-noColor"], cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _home.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task<string> DotnetAsync(string directory, string[] arguments, CancellationToken cancellationToken) =>
        Command.RunAsync("dotnet", directory, _environment, arguments, cancellationToken);
}
