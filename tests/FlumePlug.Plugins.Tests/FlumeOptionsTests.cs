using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

/// <summary>Every option that Flume has for a component is an option of ours, by the same name.</summary>
public sealed class FlumeOptionsTests
{
    private static readonly ILookup<string, string> Flume = File
        .ReadLines(Path.Combine(TestPlugins.RepositoryRoot, "tests", "FlumePlug.Plugins.Tests", "flume-options.tsv")).Skip(1)
        .Select(line => line.Split('\t')).ToLookup(row => $"{row[0]} {row[1]}", row => row[2]);

    public static TheoryData<string> Components => [.. Flume.Select(component => component.Key)];

    [Theory]
    [MemberData(nameof(Components))]
    public void Every_option_of_Flumes_is_known(string component)
    {
        var (kindName, type) = (component.Split(' ')[0], component.Split(' ')[1]);
        var kind = ComponentKinds.All.Single(kind => kind.Key() == kindName);
        var options = TestPlugins.Entry(kind, type, BuiltInPlugins.Catalog).Component.Options;
        var names = options.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToList();
        var prefixes = names.Where(name => name.EndsWith('.')).Concat(options.Slots.Select(slot => slot.Name + ".")).ToList();
        names.AddRange(options.Slots.Select(slot => slot.Name));
        var unknown = Flume[component].Except(names).ToList();
        unknown.RemoveAll(option => prefixes.Exists(prefix => option.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Empty(unknown);
    }
}
