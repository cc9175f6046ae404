using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Messages;

/// <summary>
/// Reads messages that are UTF-8. What it remembers is shared by the connections that take turns with it.
/// </summary>
internal sealed class MessageReader(Dialect dialect, KeepFields keep, CustomFormat? format, ComponentContext context) : IMessageReader
{
    private readonly IMessageGrammar _grammar = dialect.NewGrammar(context.Time.LocalTimeZone);
    private readonly MessageHeaders _headers = new(dialect);
    private readonly KnownHeaders _known = new();
    private long _minute;
    private bool _mayBreak;

    /// <inheritdoc/>
    public int Invalid { get; private set; }

    /// <inheritdoc/>
    public int Cut { get; private set; }

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<byte> text)
    {
        (Invalid, Cut) = (0, 0);
        _mayBreak = Text.MayHaveBreak(text);
        var now = context.Time.GetUtcNow();
        var minute = now.Ticks / TimeSpan.TicksPerMinute;
        _grammar.Begin(now);
        if (minute == _minute)
            return;
        // What a time without a year means may have changed.
        _minute = minute;
        _known.Forget();
        _grammar.Forget();
    }

    /// <inheritdoc/>
    public void Add(EventBatch batch, ReadOnlyMemory<byte> message, bool isCut, bool isCounted, Headers extra)
    {
        var mayBreak = _mayBreak && !isCounted;
        var headers = Headers.Empty;
        var known = isCut ? 0 : _known.Find(message.Span, extra, out headers);
        if (known > 0 && !(mayBreak && Text.HasBreak(message.Span)))
        {
            batch.Add(headers, keep.All ? message : message[known..]);
            return;
        }
        if (format is null || !TryCustom(batch, message, isCut, extra))
            AddRead(batch, message, isCut, mayBreak, extra);
    }

    /// <summary>Adds a message of which nothing can be read.</summary>
    public void AddInvalid(EventBatch batch, ReadOnlyMemory<byte> message, Headers extra)
    {
        Invalid++;
        batch.Add(_headers.Of(MessageKind.Invalid, default, default, false, extra), message);
    }

    private void AddRead(EventBatch batch, ReadOnlyMemory<byte> memory, bool isCut, bool mayBreak, Headers extra)
    {
        var message = memory.Span;
        MessageParts parts = default;
        var kind = _grammar.Read(message, mayBreak, ref parts);
        if (kind == MessageKind.Invalid)
        {
            AddInvalid(batch, memory, extra);
            return;
        }
        Cut += isCut ? 1 : 0;
        var headers = _headers.Of(kind, message, parts, isCut, extra);
        if (kind == MessageKind.Parsed && parts.IsLasting && !isCut && !keep.Some && format is null && parts.Body < message.Length)
            _known.Remember(message[..parts.Body], headers, extra);
        if (kind == MessageKind.Bare || keep.All || parts.Body == message.Length && !(keep.Some && dialect.KeepsBeforeNothing))
            batch.Add(headers, memory);
        else if (keep.Some)
            batch.Add(headers, KeptFields.Before(message, parts, keep, batch));
        else
            batch.Add(headers, memory[parts.Body..]);
    }

    private bool TryCustom(EventBatch batch, ReadOnlyMemory<byte> message, bool isCut, Headers extra)
    {
        MessageParts parts = default;
        CustomFields? fields = null;
        try
        {
            if (PatternGrammar.TryPriority(message.Span, ref parts))
                fields = format!.Read(message.Span);
        }
        catch (RegexMatchTimeoutException late)
        {
            context.Problems.Report("format.regex took too long for a message; the built-in formats are tried.", late);
        }
        if (fields is null)
            return false;
        Cut += isCut ? 1 : 0;
        var headers = _headers.Of(parts.PriorityValue, fields, isCut, extra);
        if (fields.BodyKeeping(keep) is { } body)
            batch.AddCopy(headers, Encoding.UTF8.GetBytes(body));
        else
            batch.Add(headers, message);
        return true;
    }
}
