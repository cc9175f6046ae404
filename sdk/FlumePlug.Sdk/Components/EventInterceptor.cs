namespace FlumePlug.Sdk;

/// <summary>Says that an <see cref="EventInterceptor"/> is safe for several batches at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConcurrentAttribute : Attribute;

/// <summary>
/// The per-event convenience: one call per event, one call at a time unless the class is marked <see cref="ConcurrentAttribute"/>.
/// </summary>
public abstract class EventInterceptor : IInterceptor
{
    private readonly Lock? _one;

    /// <summary>Looks once whether the class is marked <see cref="ConcurrentAttribute"/>.</summary>
    protected EventInterceptor() =>
        _one = GetType().IsDefined(typeof(ConcurrentAttribute), inherit: true) ? null : new Lock();

    /// <summary>Sees one event: read it, change it, drop it, or emit more behind it.</summary>
    protected abstract void Intercept(EventEdit edited);

    /// <inheritdoc/>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _one?.Enter();
        try
        {
            for (var i = 0; i < batch.Count; i++)
                Intercept(new EventEdit(batch, i));
        }
        finally
        {
            _one?.Exit();
        }
        return ValueTask.CompletedTask;
    }
}

/// <summary>One event of a batch, to read and to change; valid during the call only.</summary>
public readonly ref struct EventEdit
{
    private readonly EventBatch _batch;
    private readonly int _index;

    /// <summary>Edits the event at a position of a batch that was not put yet.</summary>
    public EventEdit(EventBatch batch, int index) => (_batch, _index) = (batch, index);

    /// <summary>The headers.</summary>
    public Headers Headers => _batch[_index].Headers;

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body => _batch[_index].Body.Span;

    /// <summary>The body decoded as UTF-8.</summary>
    public ReadOnlySpan<char> Text => _batch.Text(_index);

    /// <summary>Sets a header.</summary>
    public void SetHeader(string name, string value) => SetHeaders(Headers.With(name, value));

    /// <summary>Removes a header.</summary>
    public void RemoveHeader(string name) => SetHeaders(Headers.Without(name));

    /// <summary>Replaces all headers.</summary>
    public void SetHeaders(Headers headers)
    {
        if (!ReferenceEquals(headers, Headers))
            _batch.SetHeaders(_index, headers);
    }

    /// <summary>Replaces the body by a copy of the bytes.</summary>
    public void SetBody(ReadOnlySpan<byte> body) => _batch.SetBodyCopy(_index, body);

    /// <summary>Drops the event.</summary>
    public void Drop() => _batch.Drop(_index);

    /// <summary>Emits one more event behind this one, with a copy of the body.</summary>
    public void Emit(Headers headers, ReadOnlySpan<byte> body)
    {
        var memory = _batch.Rent(body.Length);
        body.CopyTo(memory.Span);
        _batch.Emit(_index, headers, memory);
    }
}
