using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace FlumePlug.ConfigFilters;

/// <summary>A program could not be run, or ended badly.</summary>
public sealed class ExternalProgramException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Runs a program to its end within a time limit, without a shell and without input.</summary>
internal static class ExternalProgram
{
    // A value is a line; what a program writes beyond this is read, so that it can end, and thrown away.
    private const int MostOutput = 1024 * 1024;
    private const int MostErrorText = 500;

    /// <summary>What the program wrote on standard output.</summary>
    /// <exception cref="ExternalProgramException">It could not start, took too long, or its exit code was not 0.</exception>
    public static byte[] Run(string[] command, TimeSpan limit) => RunAsync(command, limit).GetAwaiter().GetResult();

    private static async Task<byte[]> RunAsync(string[] command, TimeSpan limit)
    {
        using var process = Start(command);
        using var late = new CancellationTokenSource(limit);
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput.BaseStream, late.Token);
            var errors = ReadAsync(process.StandardError.BaseStream, late.Token);
            await process.WaitForExitAsync(late.Token);
            var written = await output;
            if (process.ExitCode != 0)
                throw new ExternalProgramException(
                    $"Process ({command[0]}) exited with non-zero ({process.ExitCode}) status code. Stderr: "
                    + Shown(await errors));
            return written;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new ExternalProgramException(
                $"Process ({command[0]}) did not end within {limit.TotalSeconds} s and was killed.");
        }
    }

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ExternalProgramException($"Cannot run program \"{command[0]}\": {e.Message}", e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var kept = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            kept.Write(buffer, 0, (int)Math.Min(read, MostOutput - kept.Length));
        return kept.ToArray();
    }

    private static string Shown(byte[] errors)
    {
        var text = Encoding.UTF8.GetString(errors).Trim();
        return text.Length > MostErrorText ? text[..MostErrorText] + "..." : text;
    }
}
