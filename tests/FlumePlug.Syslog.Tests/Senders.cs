using System.Diagnostics;

namespace FlumePlug.Syslog.Tests;

/// <summary>rsyslog, syslog-ng and loggen, as tests/senders.sh unpacks them.</summary>
internal static class Senders
{
    private static readonly Lazy<string?> Folder = new(Unpack);

    /// <summary>Starts one of the programs; without them the test is skipped, in CI it fails.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var folder = Folder.Value;
        Peer.Require(folder is not null, "tests/senders.sh cannot unpack rsyslog and syslog-ng here.");
        var start = new ProcessStartInfo(Path.Combine(folder, program), arguments.Select(argument => argument.Replace("{senders}", folder)));
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', new[] { "usr/lib/x86_64-linux-gnu", "usr/lib/syslog-ng", "usr/lib", "lib/x86_64-linux-gnu" }
            .Select(part => Path.Combine(folder, part)));
        start.Environment["RSYSLOG_MODDIR"] = Path.Combine(folder, "usr/lib/x86_64-linux-gnu/rsyslog");
        start.Environment["SYSLOGNG_PREFIX"] = Path.Combine(folder, "usr");
        return Process.Start(start)!;
    }

    private static string? Unpack()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "FlumePlug.sln")))
            root = Path.GetDirectoryName(root)!;
        try
        {
            using var unpacking = Process.Start(new ProcessStartInfo(Path.Combine(root, "tests/senders.sh")) { RedirectStandardOutput = true })!;
            var folder = unpacking.StandardOutput.ReadToEnd().Trim();
            unpacking.WaitForExit();
            return unpacking.ExitCode == 0 ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
