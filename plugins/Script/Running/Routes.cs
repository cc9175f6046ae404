using FlumePlug.Sdk;

namespace FlumePlug.Script.Running;

/// <summary>Turns the channel names that a script chose into routes.</summary>
internal sealed class Routes
{
    private readonly ChannelNames _channels;
    private readonly ulong _optional;

    /// <exception cref="ConfigurationException">An option names a channel that the source does not have.</exception>
    public Routes(ScriptSelectorOptions options, ChannelNames channels)
    {
        _channels = channels;
        _optional = BitsOf("optional", options.Optional ?? []);
        var defaults = BitsOf("default", options.Default ?? []);
        Default = Of(defaults == 0 ? channels.All : defaults);
        AllNames = channels.Names.ToArray();
        DefaultNames = defaults == 0 ? AllNames : options.Default!.ToArray();
    }

    /// <summary>The route of an event at which the script failed, under <see cref="OnError.Pass"/>.</summary>
    public Route Default { get; }

    public Channels AllNames { get; }

    public Channels DefaultNames { get; }

    /// <summary>The route of what a script chose.</summary>
    /// <exception cref="InvalidOperationException">It is no channel of the source.</exception>
    public Route Of(Channels chosen)
    {
        if (chosen.OneText is { } one && _channels.BitOf(one) is > 0 and var bit)
            return Of(bit);
        ulong bits = 0;
        foreach (var name in chosen.Names)
            bits |= _channels.BitOf(name) is > 0 and var found ? found
                : throw new InvalidOperationException($"it chose the channel '{name}', and the source's are {string.Join(", ", _channels.Names)}");
        return Of(bits);
    }

    private Route Of(ulong bits) => new(bits & ~_optional, bits & _optional);

    private ulong BitsOf(string option, IReadOnlyList<string> names)
    {
        ulong bits = 0;
        foreach (var name in names)
            bits |= _channels.BitOf(name) is > 0 and var bit ? bit : throw new ConfigurationException(
                [new OptionError(option, $"Selector channel not found: {name} (the source's channels are {string.Join(", ", _channels.Names)})")]);
        return bits;
    }
}
