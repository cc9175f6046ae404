using System.Reflection;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.PublicApi;

public class PublicApiTests
{
    private const string Accept = "FLUMEPLUG_ACCEPT_PUBLIC_API";

    public static TheoryData<string> Assemblies => ["FlumePlug.Sdk", "FlumePlug.Sdk.Testing"];

    [Theory, MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_one_that_was_agreed_on(string name)
    {
        var surface = PublicSurface.Of(name == "FlumePlug.Sdk" ? typeof(IComponent).Assembly : typeof(ConformanceSuite).Assembly);
        var file = Path.Combine(RepositoryRoot(), "sdk", name, "PublicAPI.txt");
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(file, string.Join('\n', surface) + "\n");

        var agreed = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] gone = [.. agreed.Except(surface).Select(line => "- " + line)];
        string[] added = [.. surface.Except(agreed).Select(line => "+ " + line)];
        Assert.True(gone.Length + added.Length == 0, $"""
            The public surface of {name} is not what sdk/{name}/PublicAPI.txt says. What is gone breaks plugins that were built
            before; what was added has to be kept. If it is meant: run this test once with {Accept}=1 and commit the file.
            {string.Join('\n', gone.Concat(added))}
            """);
    }

    private static string RepositoryRoot() => typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == nameof(RepositoryRoot)).Value!;
}
