using System.Diagnostics;

namespace FlumePlug.Tests;

/// <summary>A file system in memory that is quickly full.</summary>
internal static class SmallDisk
{
    public const int Size = 256 * 1024;

    public static Task<bool> TryMountAsync(string directory) => RunAsync("mount", "-t", "tmpfs", "-o", $"size={Size}", "none", directory);

    public static Task<bool> UnmountAsync(string directory) => RunAsync("umount", directory);

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
