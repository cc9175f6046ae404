using System.Reflection;
using System.Runtime.InteropServices;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka.Native;

/// <summary>
/// Finds librdkafka: in the plugin's own folder, as the build or the package librdkafka.redist lays it there, else where the system
/// keeps its libraries.
/// </summary>
internal static class LibraryFile
{
    // 1.6: incremental assignment; every call that is used here is there since.
    private const int OldestVersion = 0x01_06_00_ff;

    private static readonly string[] SystemNames = OperatingSystem.IsWindows() ? ["librdkafka"]
        : OperatingSystem.IsMacOS() ? ["librdkafka.1.dylib", "librdkafka.dylib"] : ["librdkafka.so.1", "librdkafka.so"];

    private static string FileName => OperatingSystem.IsWindows() ? "librdkafka.dll" : OperatingSystem.IsMacOS() ? "librdkafka.dylib" : "librdkafka.so";

    // "osx-x64" and the like, as packages name their folders; Alpine's is told by its own name of the runtime.
    private static string Platform => (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Says once and clearly when the library is not there, instead of with each call.</summary>
    /// <exception cref="ConfigurationException">It is missing or too old; the message says what to install.</exception>
    public static void Require()
    {
        int version;
        try
        {
            version = Librdkafka.rd_kafka_version();
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or TypeInitializationException)
        {
            // Without the loader's own page of text as the cause, which would be told instead.
            throw new ConfigurationException("Kafka needs the native library librdkafka, which is neither in the plugin's folder nor among the "
                + "system's libraries: install it (apt install librdkafka1, dnf install librdkafka, apk add librdkafka, brew install librdkafka) "
                + $"or put {FileName} into the folder of the plugin Kafka.");
        }
        if (version < OldestVersion)
            throw new ConfigurationException($"Kafka needs librdkafka 1.6 or later; here is {Text(Librdkafka.rd_kafka_version_str())}.");
    }

    /// <summary>Loads it for the calls of <see cref="Librdkafka"/>.</summary>
    public static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Librdkafka.Name)
            return 0;
        foreach (var file in Candidates())
            if (NativeLibrary.TryLoad(file, out var handle))
                return handle;
        return 0;
    }

    private static string Folder => Path.GetDirectoryName(typeof(LibraryFile).Assembly.Location)!;

    private static IEnumerable<string> Candidates()
    {
        var native = Path.Combine(Folder, "runtimes", Platform, "native");
        yield return Path.Combine(native, FileName);
        // The package's builds for Alpine, and for machines without the newest libc.
        yield return Path.Combine(native, "alpine-" + FileName);
        yield return Path.Combine(native, "centos8-" + FileName);
        yield return Path.Combine(Folder, FileName);
        foreach (var name in SystemNames)
            yield return name;
    }

    private static string? Text(nint utf8) => Marshal.PtrToStringUTF8(utf8);
}
