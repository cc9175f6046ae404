using System.Diagnostics;

namespace FlumePlug.Netcat;

/// <summary>
/// Decides when a connection looks for its next line in a loop instead of waiting to be woken, which costs more than a client needs to
/// send it: after an answer to few lines, while that has paid lately, and for few connections of the process at a time.
/// </summary>
internal struct ReplyPoll
{
    private const int FewLines = 4;

    private static readonly long Longest = Stopwatch.Frequency * 50 / 1_000_000;
    private static readonly int MostAtATime = Math.Max(1, Environment.ProcessorCount / 2);
    private static int _polling;

    private long _answeredAt;
    private long _until;
    private bool _isWorthIt;

    /// <summary>Lines are about to be answered.</summary>
    public void Answered(int lines)
    {
        _answeredAt = lines <= FewLines ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>The wait for more is over: had polling found it?</summary>
    public void Waited() => _isWorthIt = _answeredAt != 0 && Stopwatch.GetTimestamp() - _answeredAt < 4 * Longest;

    public bool TryBegin()
    {
        if (!_isWorthIt || _answeredAt == 0)
            return false;
        if (Interlocked.Increment(ref _polling) > MostAtATime)
        {
            End();
            return false;
        }
        _until = Stopwatch.GetTimestamp() + Longest;
        return true;
    }

    public readonly bool GoOn() => Stopwatch.GetTimestamp() < _until;

    public static void End() => Interlocked.Decrement(ref _polling);
}
