using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Script;

/// <summary>
/// A script of a channel selector: for each event the names of the channels that it goes to. The statements of a script file
/// are its <see cref="Run"/>; a file that is one expression returns it.
/// </summary>
/// <remarks>One event at a time: an instance never runs twice at once.</remarks>
public abstract class SelectorScript : ScriptBase
{
    private EventBatch? _batch;
    private int _index;
    private Event _event;

    /// <summary>The event's headers.</summary>
    public Headers Headers => _event.Headers;

    /// <summary>The body as bytes.</summary>
    public ReadOnlySpan<byte> Body => _event.Body.Span;

    /// <summary>The body as text in UTF-8; malformed bytes read as U+FFFD.</summary>
    public EventText Text => _batch is not null ? new EventText(_batch.Text(_index)) : Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON, to read.</summary>
    public JsonField Json => JsonField.Of(Body);

    /// <summary>All channels of the source.</summary>
    public Channels All => Setting.AllChannels;

    /// <summary>The channels of the option <c>default</c>; all when there is none.</summary>
    public Channels Default => Setting.DefaultChannels;

    /// <summary>Chooses the channels of the event at hand; none at all drops it.</summary>
    public abstract Channels Run();

    internal Channels RunOn(EventBatch batch, int index)
    {
        (_batch, _index, _event) = (batch, index, batch[index]);
        return Run();
    }

    internal Channels RunOn(in Event routed)
    {
        (_batch, _event) = (null, routed);
        return Run();
    }

    /// <summary>Lets go of the batch, so that an idle instance keeps nothing alive.</summary>
    internal void Release() => (_batch, _event) = (null, default);
}
