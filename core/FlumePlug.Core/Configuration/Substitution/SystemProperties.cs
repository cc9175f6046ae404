using System.Globalization;
using System.Runtime.InteropServices;

namespace FlumePlug.Core.Configuration.Substitution;

/// <summary>What <c>${sys:name}</c> and <c>${java:name}</c> say, as near to Java as another runtime can be.</summary>
internal static class SystemProperties
{
    /// <summary>A <c>-D</c> property, else one of those that every Java has and that mean something here.</summary>
    public static string? Find(string name, ReadSettings settings) =>
        settings.SystemProperties.TryGetValue(name, out var given) ? given : name switch
        {
            "user.home" => settings.Environment("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            "user.dir" => Environment.CurrentDirectory,
            "user.name" => Environment.UserName,
            "java.io.tmpdir" => Path.GetTempPath().TrimEnd(Path.DirectorySeparatorChar),
            "os.name" => OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "Mac OS X" : "Windows",
            "os.arch" => Architecture,
            "os.version" => Environment.OSVersion.Version.ToString(),
            "file.separator" => Path.DirectorySeparatorChar.ToString(),
            "path.separator" => Path.PathSeparator.ToString(),
            "line.separator" => Environment.NewLine,
            _ => null,
        };

    /// <summary>The sentences of Commons Text's <c>java:</c> lookup, telling of the runtime that really runs.</summary>
    public static string Describe(string name) => name switch
    {
        "version" => $".NET version {Environment.Version}",
        "runtime" or "vm" => RuntimeInformation.FrameworkDescription,
        "os" => $"{RuntimeInformation.OSDescription}, architecture: {Architecture}",
        "hardware" => string.Create(
            CultureInfo.InvariantCulture, $"processors: {Environment.ProcessorCount}, architecture: {Architecture}"),
        "locale" => "default locale: en, platform encoding: UTF-8",
        _ => throw new LookupException($"'{name}' is none of version, runtime, vm, os, hardware, locale"),
    };

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
