namespace FlumePlug.Sdk;

/// <content>What interceptors do to a batch before it is put: change, drop and emit.</content>
public sealed partial class EventBatch
{
    private int[] _origins = [];
    private bool _hasOrigins;
    private int _sourceCount;
    private int _originCount;
    private bool _hasDropped;
    private List<Emitted>? _emitted;

    /// <summary>Replaces the headers of one event.</summary>
    public void SetHeaders(int index, Headers headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        _events[Checked(index)].Headers = headers;
    }

    /// <summary>Sets one header on every event; the same header set on a whole batch costs one allocation.</summary>
    public void SetHeader(string name, string value)
    {
        Headers? before = null;
        Headers? after = null;
        foreach (ref var changed in _events.AsSpan(0, _count))
        {
            if (changed.Headers is null)
                continue;
            if (!ReferenceEquals(changed.Headers, before))
            {
                before = changed.Headers;
                after = before.With(name, value);
            }
            changed.Headers = after!;
        }
    }

    /// <summary>Replaces the body of one event by memory rented from this batch, or memory that is never written again.</summary>
    public void SetBody(int index, ReadOnlyMemory<byte> body)
    {
        ForgetText(Checked(index), body);
        _events[index] = new Event(_events[index].Headers, body);
    }

    /// <summary>Replaces the body of one event by a copy of the bytes.</summary>
    public void SetBodyCopy(int index, ReadOnlySpan<byte> body)
    {
        var memory = Rent(body.Length);
        body.CopyTo(memory.Span);
        SetBody(index, memory);
    }

    /// <summary>Marks an event as dropped; it leaves the batch with the next <see cref="Compact"/>.</summary>
    public void Drop(int index)
    {
        _events[Checked(index)] = default;
        _hasDropped = true;
    }

    /// <summary>Whether an event was marked by <see cref="Drop"/> since the last <see cref="Compact"/>.</summary>
    public bool IsDropped(int index) => _events[Checked(index)].Headers is null;

    /// <summary>
    /// Emits one more event behind the one at a position; it joins the batch with the next <see cref="Compact"/>. Several
    /// emitted behind the same event keep their order.
    /// </summary>
    public void Emit(int index, Headers headers, ReadOnlyMemory<byte> body) =>
        (_emitted ??= []).Add(new Emitted(Checked(index), new Event(headers, body)));

    /// <summary>
    /// Takes dropped events out and emitted ones in. The host calls it after every interceptor; an interceptor that reads
    /// the batch again after its own drops may call it itself.
    /// </summary>
    public void Compact()
    {
        if (_emitted is { Count: > 0 })
            MergeEmitted();
        else if (_hasDropped)
            RemoveDropped();
        _hasDropped = false;
    }

    /// <summary>
    /// The position, in the batch as the source made it, of the event that the one at <paramref name="index"/> comes from;
    /// the last one for an event added after the first <see cref="Compact"/>.
    /// </summary>
    public int OriginOf(int index) =>
        !_hasOrigins ? Checked(index) : Checked(index) < _originCount ? _origins[index] : LastOrigin;

    /// <summary>How many events the source put into the batch, whatever interceptors dropped or added since.</summary>
    public int SourceCount => _hasOrigins ? _sourceCount : _count;

    /// <summary>Of how many events that the source put nothing is left, as of the last <see cref="Compact"/>.</summary>
    public int DroppedCount
    {
        get
        {
            if (!_hasOrigins)
                return 0;
            // Edits keep the order, so equal origins stand together.
            var (left, last) = (0, -1);
            for (var i = 0; i < _count; i++)
                if (OriginOf(i) is var origin && origin != last)
                    (left, last) = (left + 1, origin);
            return _sourceCount - left;
        }
    }

    /// <summary>
    /// Takes over what became of a copy of this batch: <paramref name="edited"/> was filled by <see cref="Add(EventBatch, int, int)"/>
    /// with all events of this one, then edited. For an interceptor whose edits must have no effect until it is through.
    /// </summary>
    public void Adopt(EventBatch edited)
    {
        ArgumentNullException.ThrowIfNull(edited);
        edited.Compact();
        if (edited.SourceCount != _count)
            throw new ArgumentException($"It was no copy: it had {edited.SourceCount} events, this batch has {_count}.", nameof(edited));
        if (edited._hasOrigins)
            AdoptOrigins(edited);
        ForgetText();
        Reserve(edited._count);
        edited.Events.CopyTo(_events);
        if (edited._count < _count)
            _events.AsSpan(edited._count, _count - edited._count).Clear();
        _count = edited._count;
        RetainBuffersOf(edited, Events);
    }

    private void AdoptOrigins(EventBatch edited)
    {
        RememberOrigins();
        var origins = new int[Math.Max(edited._count, _origins.Length)];
        for (var i = 0; i < edited._count; i++)
            origins[i] = _origins[edited.OriginOf(i)];
        (_origins, _originCount) = (origins, edited._count);
    }

    private int Checked(int index)
    {
        if ((uint)index >= (uint)_count)
            ThrowNoSuchEvent(index);
        return index;
    }

    private int LastOrigin => Math.Max(0, _sourceCount - 1);

    private void RememberOrigins()
    {
        var isFirst = !_hasOrigins;
        if (isFirst)
            (_hasOrigins, _sourceCount, _originCount) = (true, _count, 0);
        if (_origins.Length < _count)
            Array.Resize(ref _origins, _events.Length);
        for (; _originCount < _count; _originCount++)
            _origins[_originCount] = isFirst ? _originCount : LastOrigin;
    }

    private void RemoveDropped()
    {
        RememberOrigins();
        ForgetText();
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_events[i].Headers is null)
                continue;
            _events[kept] = _events[i];
            _origins[kept++] = _origins[i];
        }
        _events.AsSpan(kept, _count - kept).Clear();
        _count = _originCount = kept;
    }

    private void MergeEmitted()
    {
        RememberOrigins();
        ForgetText();
        var events = new Event[Math.Max(_events.Length, _count + _emitted!.Count)];
        var origins = new int[events.Length];
        var merged = 0;
        var emitted = _emitted.OrderBy(one => one.Behind).ToArray();
        var next = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_events[i].Headers is not null)
            {
                origins[merged] = _origins[i];
                events[merged++] = _events[i];
            }
            for (; next < emitted.Length && emitted[next].Behind == i; next++)
            {
                origins[merged] = _origins[i];
                events[merged++] = emitted[next].Event;
            }
        }
        (_events, _origins, _count, _originCount) = (events, origins, merged, merged);
        _emitted.Clear();
    }

    private void ForgetEdits()
    {
        ForgetText();
        _hasOrigins = false;
        _hasDropped = false;
        _emitted?.Clear();
    }

    private readonly record struct Emitted(int Behind, Event Event);
}
