using System.Text;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Exec;

/// <summary>Reads what a command prints on standard error, so that it never waits for a reader; logs it when asked to.</summary>
internal sealed class ErrorOutput(ExecOptions options, ILogger logger)
{
    private const int BlockSize = 4 * 1024;
    private const int LongestLine = 8 * 1024;

    private readonly TextBuffer _text = new(LongestLine, LongestLine);
    private readonly CharsetDecoder _decoder = options.Charset.CreateDecoder(replaceMalformed: true);
    private LineEnds _ends;
    private long _count;

    /// <summary>Reads to the end; never throws.</summary>
    public async Task DrainAsync(Stream errors, CancellationToken cancellationToken)
    {
        var block = new byte[BlockSize];
        try
        {
            while (await errors.ReadAsync(block, cancellationToken) is var read and > 0)
            {
                if (options.LogStdErr)
                    Log(block.AsSpan(0, read), isEnd: false);
                // In a flood every read completes at once: who started this, and everybody else, goes on all the same.
                await Task.Yield();
            }
            Log([], isEnd: true);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ObjectDisposedException)
        {
            logger.LogDebug(gone, "StderrLogger exiting");
        }
    }

    // A line longer than the limit is logged in pieces.
    private void Log(ReadOnlySpan<byte> block, bool isEnd)
    {
        _decoder.Decode(block, isEnd, _text);
        var text = _text.Text;
        while (_ends.TryTake(ref text, out var line))
            Log(line);
        _text.Consume(_text.Text.Length - text.Length);
        if (_text.IsFull || (isEnd && !_text.Text.IsEmpty))
        {
            Log(_text.Text);
            _text.Clear();
        }
    }

    private void Log(ReadOnlySpan<byte> line) =>
        logger.LogInformation("StderrLogger[{Count}] = '{Line}'", ++_count, Encoding.UTF8.GetString(line));
}
