using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace Company._Plugin.Tests;

public class WidgetSinkTests
{
    private static readonly SinkConformance<WidgetSink> Suite = new(Build)
    {
        Delivered = (_, context) => File.ReadAllLines(FileOf(context)),
    };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task Keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Fact]
    public async Task An_existing_file_is_appended_to()
    {
        using var context = new TestComponentContext();
        await File.WriteAllTextAsync(FileOf(context), "before\n", TestContext.Current.CancellationToken);
        using var sink = Build(context);
        using var batch = BatchOf("a", "b");
        await sink.StartAsync(TestContext.Current.CancellationToken);
        await sink.ProcessAsync(batch, TestContext.Current.CancellationToken);
        await sink.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["before", "a", "b"], await File.ReadAllLinesAsync(FileOf(context), TestContext.Current.CancellationToken));
    }

    private static WidgetSink Build(ComponentContext context) =>
        new(new WidgetOptions { Path = "out.txt", BatchSize = 100 }, context);

    private static string FileOf(ComponentContext context) => Path.Combine(context.ConfigurationDirectory, "out.txt");
}
