using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Script;

/// <summary>
/// A script of an interceptor that sees one event at a time. The statements of a script file are its <see cref="Run"/>; a class
/// of one's own adds state. What a run does to its event counts once it has returned; a run that throws has changed nothing.
/// </summary>
/// <remarks>One event at a time: an instance never runs twice at once.</remarks>
public abstract class EventScript : ScriptBase
{
    private EventBatch _batch = null!;
    private int _index;
    private Headers _headers = Sdk.Headers.Empty;
    private ReadOnlyMemory<byte> _body;
    private string? _text;
    private bool _headersChanged;
    private bool _bodyChanged;
    private bool _dropped;
    private List<(Headers Headers, ReadOnlyMemory<byte> Body)>? _emitted;

    /// <summary>Starts without an event.</summary>
    protected EventScript() => (Headers, Json) = (new EventHeaders(this), new JsonBody(this));

    /// <summary>The event's headers, to read and to set; null removes one.</summary>
    public EventHeaders Headers { get; }

    /// <summary>The body as bytes; setting it copies.</summary>
    public ReadOnlySpan<byte> Body
    {
        get
        {
            Json.Flush();
            return _body.Span;
        }
        set
        {
            Json.Forget();
            var memory = _batch.Rent(value.Length);
            value.CopyTo(memory.Span);
            SetBody(memory);
        }
    }

    /// <summary>The body as text in UTF-8; malformed bytes read as U+FFFD.</summary>
    public EventText Text
    {
        get
        {
            Json.Flush();
            return _bodyChanged ? _text ??= Encoding.UTF8.GetString(_body.Span) : new EventText(_batch.Text(_index));
        }
        set
        {
            Json.Forget();
            SetBody(Encode(value));
        }
    }

    /// <summary>The body as JSON: <c>Json["user"]["id"]</c> reads a field, <c>Json["level"] = "error"</c> writes one.</summary>
    public JsonBody Json { get; }

    /// <summary>Drops the event; it counts as accepted, as when any interceptor drops one.</summary>
    public void Drop() => _dropped = true;

    /// <summary>Emits one more event behind this one, with this one's headers as they are now.</summary>
    public void Emit(EventText text) => Emit(text, _headers);

    /// <summary>Emits one more event behind this one.</summary>
    public void Emit(EventText text, Headers headers) => AddEmitted(headers, Encode(text));

    /// <summary>Emits one more event behind this one, with a copy of the bytes and this one's headers as they are now.</summary>
    public void EmitBytes(ReadOnlySpan<byte> body)
    {
        var memory = _batch.Rent(body.Length);
        body.CopyTo(memory.Span);
        AddEmitted(_headers, memory);
    }

    /// <summary>Works on the event at hand.</summary>
    public abstract void Run();

    internal Headers CurrentHeaders
    {
        get => _headers;
        set => (_headers, _headersChanged) = (value, true);
    }

    internal ReadOnlyMemory<byte> CurrentBody => _body;

    internal void SetBody(ReadOnlyMemory<byte> body) => (_body, _text, _bodyChanged) = (body, null, true);

    internal Memory<byte> Rent(int size) => _batch.Rent(size);

    /// <summary>Runs over one event and applies what it did; says whether it did anything.</summary>
    internal bool RunOn(EventBatch batch, int index)
    {
        (_batch, _index) = (batch, index);
        (_headers, _body) = (batch[index].Headers, batch[index].Body);
        _headersChanged = _bodyChanged = _dropped = false;
        _text = null;
        Json.Forget();
        _emitted?.Clear();
        Run();
        Json.Flush();
        return (_headersChanged | _bodyChanged | _dropped | _emitted is { Count: > 0 }) && Apply();
    }

    /// <summary>Lets go of the batch, so that an idle instance keeps nothing alive.</summary>
    internal void Release() => (_batch, _body, _headers, _text) = (null!, default, Sdk.Headers.Empty, null);

    private bool Apply()
    {
        if (_emitted is not null)
            foreach (var (headers, body) in _emitted)
                _batch.Emit(_index, headers, body);
        if (_dropped)
        {
            _batch.Drop(_index);
            return true;
        }
        if (_headersChanged)
            _batch.SetHeaders(_index, _headers);
        if (_bodyChanged)
            _batch.SetBody(_index, _body);
        return true;
    }

    private void AddEmitted(Headers headers, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(headers);
        (_emitted ??= []).Add((headers, body));
    }

    private Memory<byte> Encode(EventText text)
    {
        var memory = _batch.Rent(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, memory.Span);
        return memory;
    }
}
