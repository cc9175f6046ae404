using System.Text;
using FlumePlug.Avro;
using FlumePlug.Serializers;

namespace FlumePlug.Hdfs.Tests.Running;

/// <summary>A sink as its runner would call it; by default it writes below a directory of its own, with a clock advanced by hand.</summary>
internal sealed class RunningSink : IAsyncDisposable
{
    private static readonly string[] OfStreams = ["hdfs.fileType", "hdfs.codeC"];

    /// <summary>Options in Flume's words; without a path it is the test's directory, and without a file type DataStream.</summary>
    public RunningSink(params (string Name, string Value)[] options)
        : this(new TestComponentContext("k1"), options)
    {
    }

    public RunningSink(TestComponentContext context, params (string Name, string Value)[] options)
    {
        Context = context;
        Root = context.ConfigurationDirectory;
        var given = options.Select(one => (one.Name, one.Value.Replace("{root}", Root, StringComparison.Ordinal))).ToList();
        if (!given.Exists(one => one.Name == "hdfs.path"))
            given.Add(("hdfs.path", $"file://{Root}"));
        if (!given.Exists(one => OfStreams.Contains(one.Name)))
            given.Add(("hdfs.fileType", "DataStream"));
        foreach (var name in new[] { "hdfs.rollInterval", "hdfs.rollSize", "hdfs.rollCount" })
            if (!given.Exists(one => one.Name == name))
                given.Add((name, "0"));
        Options = Given.Options<HdfsOptions>([.. given]);
        var serializer = given.Find(one => one.Name == "serializer").Item2 ?? "TEXT";
        typeof(HdfsOptions).GetProperty(nameof(HdfsOptions.Serializer))!.SetValue(Options, TestComponentContext.SlotOf<IEventSerializer>(serializer));
        context.Provide<IEventSerializer>("TEXT", _ => new TextSerializer(Given.Options<NewlineOptions>()))
            .Provide<IEventSerializer>("header_and_text", _ => new HeaderAndTextSerializer(Given.Options<NewlineOptions>()))
            .Provide<IEventSerializer>("avro_event", texts => new FlumeEventAvroSerializer(Given.Options<ContainerOptions>(), context));
        Sink = new HdfsSink(Options, context);
    }

    public TestComponentContext Context { get; }

    public HdfsOptions Options { get; }

    public string Root { get; }

    public HdfsSink Sink { get; }

    public Task ProcessAsync(params string[] bodies) => ProcessAsync([.. bodies.Select(body => EventOf(body))]);

    public async Task ProcessAsync(params Event[] events)
    {
        using var batch = BatchOf(events);
        await Sink.ProcessAsync(batch, TestContext.Current.CancellationToken);
    }

    public async Task FlushAsync() => await Sink.FlushAsync(TestContext.Current.CancellationToken);

    public async Task DeliverAsync(params string[] bodies)
    {
        await ProcessAsync(bodies);
        await FlushAsync();
    }

    public async Task DeliverAsync(params Event[] events)
    {
        await ProcessAsync(events);
        await FlushAsync();
    }

    public async Task TickAsync(double secondsLater = 0)
    {
        Context.Clock.Advance(TimeSpan.FromSeconds(secondsLater));
        await Sink.TickAsync(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync() => await Sink.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>The files below the directory, sorted: NAME=TEXT, newlines as /.</summary>
    public IReadOnlyList<string> Files() =>
    [
        .. Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(Root, file)}={Encoding.UTF8.GetString(File.ReadAllBytes(file)).ReplaceLineEndings("/")}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await Sink.DisposeAsync();
        Context.Dispose();
    }
}
