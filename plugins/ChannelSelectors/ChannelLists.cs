using FlumePlug.Sdk;

namespace FlumePlug.ChannelSelectors;

/// <summary>Turns the channel names that a selector's options give into bits.</summary>
internal static class ChannelLists
{
    public static ulong BitsOf(IEnumerable<string> names, ChannelNames channels)
    {
        ulong bits = 0;
        foreach (var name in names)
        {
            var bit = channels.BitOf(name);
            if (bit == 0)
                throw new ConfigurationException(
                    $"Selector channel not found: {name} (the source's channels are {string.Join(", ", channels.Names)})");
            bits |= bit;
        }
        return bits;
    }

    public static ulong BitsOf(string names, ChannelNames channels) =>
        BitsOf(names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), channels);
}
