using System.Runtime.CompilerServices;

namespace FlumePlug.Script.Tests;

/// <summary>Keeps the tests' images out of the user's cache.</summary>
internal static class TestCache
{
    public static string Home { get; private set; } = "";

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "Before any test compiles.")]
    public static void Use()
    {
        Home = Directory.CreateTempSubdirectory("script-cache-").FullName;
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Home);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);
    }
}
