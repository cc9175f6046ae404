using System.Diagnostics;

namespace FlumePlug.Syslog.Tests;

/// <summary>rsyslog, syslog-ng and loggen, as tests/senders.sh unpacks them.</summary>
internal static class Senders
{
    private static readonly Lazy<string?> Folder = new(Unpack);

    /// <summary>Starts one of the programs; without them the test is skipped, in CI it fails.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        if (Folder.Value is null && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip("tests/senders.sh cannot unpack rsyslog and syslog-ng here.");
        Assert.NotNull(Folder.Value);
        var start = new ProcessStartInfo(Path.Combine(Folder.Value, program), arguments.Select(argument => argument.Replace("{senders}", Folder.Value)));
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', new[] { "usr/lib/x86_64-linux-gnu", "usr/lib/syslog-ng", "usr/lib", "lib/x86_64-linux-gnu" }
            .Select(folder => Path.Combine(Folder.Value, folder)));
        start.Environment["RSYSLOG_MODDIR"] = Path.Combine(Folder.Value, "usr/lib/x86_64-linux-gnu/rsyslog");
        start.Environment["SYSLOGNG_PREFIX"] = Path.Combine(Folder.Value, "usr");
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
