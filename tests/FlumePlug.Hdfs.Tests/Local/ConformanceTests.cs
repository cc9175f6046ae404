using FlumePlug.Hdfs.Tests.Running;

namespace FlumePlug.Hdfs.Tests.Local;

public sealed class ConformanceTests
{
    private static readonly SinkConformance<HdfsSink> Suite = new(context => new RunningSink(context, ("hdfs.path", "file://{root}/out")).Sink)
    {
        Delivered = (_, context) => [.. FilesOf(context).SelectMany(File.ReadLines)],
        // The directory is a file for a while.
        Break = (_, context) => new Blocked(Path.Combine(context.ConfigurationDirectory, "out")),
    };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    // In the order in which they were begun.
    private static IEnumerable<string> FilesOf(TestComponentContext context)
    {
        var directory = Path.Combine(context.ConfigurationDirectory, "out");
        return Directory.Exists(directory) ? Directory.GetFiles(directory).Order(StringComparer.Ordinal) : [];
    }

    private sealed class Blocked : IDisposable
    {
        private readonly string _directory;

        public Blocked(string directory)
        {
            _directory = directory;
            if (Directory.Exists(directory))
                Directory.Move(directory, directory + ".away");
            File.WriteAllText(directory, "");
        }

        public void Dispose()
        {
            File.Delete(_directory);
            if (Directory.Exists(_directory + ".away"))
                Directory.Move(_directory + ".away", _directory);
        }
    }
}
