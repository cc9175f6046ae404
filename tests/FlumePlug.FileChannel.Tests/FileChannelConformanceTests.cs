using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>The promises that any channel keeps, on the disk of this machine, with one data directory and with three.</summary>
public sealed class FileChannelConformanceTests
{
    private static readonly ChannelConformance<FileChannel> OneDirectory = new(context => Create(context, 1));
    private static readonly ChannelConformance<FileChannel> ThreeDirectories = new(context => Create(context, 3));

    public static TheoryData<string> Promises => [.. OneDirectory.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task The_file_channel_keeps(string promise) => OneDirectory.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Promises))]
    public Task The_file_channel_over_three_directories_keeps(string promise) =>
        ThreeDirectories.RunAsync(promise, TestContext.Current.CancellationToken);

    private static FileChannel Create(TestComponentContext context, int directories)
    {
        var root = context.ConfigurationDirectory;
        return new FileChannel(Given.Options(root, directories), context);
    }
}
