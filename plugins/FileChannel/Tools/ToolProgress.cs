using System.Globalization;

namespace FlumePlug.FileChannel.Tools;

/// <summary>Says on a terminal how far long work is; elsewhere nothing.</summary>
internal sealed class ToolProgress(TextWriter? terminal, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private long _start = time.GetTimestamp();
    private bool _isShown;
    private long _done;
    private long _total;
    private string _what = "";

    /// <summary>Errors, where a person looks at them.</summary>
    public static TextWriter? TerminalOf(TextWriter errors) =>
        ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected ? errors : null;

    public void Begin(string what, long total) => (_what, _total, _done, _start) = (what, total, 0, time.GetTimestamp());

    public void Did(long bytes)
    {
        _done += bytes;
        if (terminal is null || time.GetElapsedTime(_start) < Between)
            return;
        _start = time.GetTimestamp();
        _isShown = true;
        terminal.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_what}: {100.0 * _done / Math.Max(_done, _total):0} % of {_total / 1e6:N0} MB "));
    }

    /// <summary>Takes the line away, so that something else can be written.</summary>
    public void End()
    {
        if (_isShown)
            terminal!.Write("\r" + new string(' ', 60) + "\r");
        _isShown = false;
    }
}
