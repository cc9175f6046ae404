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
    private byte[] _lastHeader = [];
    private int _lastLength;
    private Headers? _lastHeaders;
    private Headers? _lastExtra;
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
        _lastHeaders = null;
        _grammar.Forget();
    }

    /// <inheritdoc/>
    public void Add(EventBatch batch, ReadOnlyMemory<byte> message, bool isCut, bool isCounted, Headers extra)
    {
        var mayBreak = _mayBreak && !isCounted;
        if (!isCut && IsLikeLast(message.Span, mayBreak, extra))
        {
            batch.Add(_lastHeaders!, message[_lastLength..]);
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
        if (kind == MessageKind.Bare || keep.All)
            batch.Add(headers, memory);
        else if (keep.Some && (parts.Body < message.Length || dialect.KeepsBeforeNothing))
            batch.Add(headers, KeptFields.Before(message, parts, keep, batch));
        else if (parts.Body == message.Length)
            batch.Add(headers, memory);
        else
        {
            if (parts.IsLasting && !isCut && format is null)
                Remember(message[..parts.Body], headers, extra);
            batch.Add(headers, memory[parts.Body..]);
        }
    }

    private bool IsLikeLast(ReadOnlySpan<byte> message, bool mayBreak, Headers extra) =>
        _lastHeaders is not null && ReferenceEquals(extra, _lastExtra) && message.Length > _lastLength
        && message.StartsWith(_lastHeader.AsSpan(0, _lastLength)) && !(mayBreak && Text.HasBreak(message));

    private void Remember(ReadOnlySpan<byte> header, Headers headers, Headers extra)
    {
        if (_lastHeader.Length < header.Length)
            _lastHeader = new byte[header.Length * 2];
        header.CopyTo(_lastHeader);
        (_lastLength, _lastHeaders, _lastExtra) = (header.Length, headers, extra);
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
