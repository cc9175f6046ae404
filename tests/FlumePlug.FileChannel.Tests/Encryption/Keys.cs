using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Keys that tests name: each letter of an alias' key is that letter.</summary>
internal sealed class Keys(params (string Alias, char Letter)[] keys) : IKeyProvider
{
    public const string Type = "keys-of-the-test";

    public static Keys Two { get; } = new(("old", 'o'), ("new", 'n'));

    public ChannelKeys ChannelKeys => new(this, "old");

    public byte[] KeyOf(string alias) => keys.FirstOrDefault(key => key.Alias == alias) is { Alias: not null } found
        ? [.. Enumerable.Repeat((byte)found.Letter, 16)]
        : throw new ConfigurationException($"There is no key '{alias}'.");

    public TestComponentContext In(TestComponentContext context) => context.Provide<IKeyProvider>(Type, _ => this);
}
