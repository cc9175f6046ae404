using System.Globalization;
using System.Net.Sockets;

namespace FlumePlug.Sdk;

/// <summary>
/// Keeps the last file handles of the process from connections. Files, processes and threads that start need some: without
/// any left the runtime ends the process. Safe for concurrent calls.
/// </summary>
/// <remarks>
/// The system gives out the lowest free number. As long as nobody keeps a connection whose number lies in the reserve,
/// connections cannot use it up; nothing has to be counted.
/// </remarks>
public static class HandleReserve
{
    private const long Least = 64;
    private const long Most = 256;
    private const int ShareOfLimit = 64;

    private static readonly long Limit = ReadLimit();
    private static readonly long Size = Math.Min(Math.Clamp(Limit / ShareOfLimit, Least, Most), Limit / 2);

    /// <summary>Why a connection that was just accepted cannot be kept; null when it can. The caller closes it.</summary>
    public static string? Refusal(Socket accepted)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        return accepted.Handle < Limit - Size ? null
            : $"of the {Limit} files that the process may open (ulimit -n) the last {Size} are kept for others than connections";
    }

    // proc_pid_limits(5): the soft limit, which the runtime has raised to the hard one, follows the name.
    private static long ReadLimit()
    {
        const string Name = "Max open files";
        if (!OperatingSystem.IsLinux())
            return long.MaxValue;
        var line = File.ReadLines("/proc/self/limits").First(limit => limit.StartsWith(Name, StringComparison.Ordinal));
        var soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }
}
