using FlumePlug.Files.Deserializers;
using FlumePlug.Files.Spooling;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Tests.Spooling;

public sealed class ConformanceTests
{
    private static int s_files;

    private static readonly SourceConformance<SpoolDirectorySource> Suite = new(Create)
    {
        PutsAgain = true,
        Feed = static async (_, context, texts, cancellationToken) =>
        {
            var name = Path.Combine(context.ConfigurationDirectory, $"{Interlocked.Increment(ref s_files):D9}");
            await File.WriteAllTextAsync(name + ".COMPLETED", string.Concat(texts.Select(text => text + "\n")), cancellationToken);
            File.Move(name + ".COMPLETED", name);
        },
    };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Spooldir_keeps_what_every_source_promises(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    private static SpoolDirectorySource Create(TestComponentContext context)
    {
        context.Provide<IEventDeserializer>("LINE", _ => new LineDeserializer(
            new LineDeserializerOptions { MaxLineLength = 2048, OutputCharset = Charset.Parse("UTF-8") }, context));
        return new SpoolDirectorySource(
            new SpoolDirectoryOptions
            {
                SpoolDir = context.ConfigurationDirectory,
                FileSuffix = ".COMPLETED",
                TrackerDir = ".flumespool",
                FileHeaderKey = "file",
                BasenameHeaderKey = "basename",
                IncludePattern = JavaPattern.Parse("^.*$"),
                IgnorePattern = JavaPattern.Parse("^$"),
                InputCharset = Charset.Parse("UTF-8"),
                PollDelay = 500,
                MaxBackoff = 4000,
                BatchSize = 100,
                Deserializer = TestComponentContext.SlotOf<IEventDeserializer>("LINE"),
            },
            context);
    }
}
