using System.Globalization;

namespace FlumePlug.AvroClient;

/// <summary>Tells on standard error how many events were sent: each second over the last word on a terminal, else every ten seconds.</summary>
internal sealed class SendProgress(TextWriter output, bool isTerminal, TimeProvider time)
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(isTerminal ? 1 : 10);
    private readonly long _started = time.GetTimestamp();
    private long _told = time.GetTimestamp();

    /// <summary>The events sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>So many more were sent.</summary>
    public void Add(int count)
    {
        Sent += count;
        if (time.GetElapsedTime(_told) < _interval)
            return;
        _told = time.GetTimestamp();
        output.Write(isTerminal ? $"\r{Text()} " : $"{Text()}\n");
    }

    /// <summary>The last word.</summary>
    public void End() => output.Write(isTerminal ? $"\r{Text()}.\n" : $"{Text()}.\n");

    private string Text()
    {
        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{Sent} events sent in {seconds:F1} s ({Sent / Math.Max(seconds, 0.001):F0}/s)");
    }
}
