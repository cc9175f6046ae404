using FlumePlug.Avro.Tests.Interop;

namespace FlumePlug.Client.Tests.Interop;

/// <summary>Apache Flume with an avro source whose events end in files; they stay when it is killed.</summary>
internal sealed class FlumeAgent : IAsyncDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("flumeplug-");
    private FlumePeer? _flume;

    public int Port { get; } = FlumePeer.FreePort();

    public static async Task<FlumeAgent> StartAsync(string source = "avro")
    {
        FlumePeer.Require();
        var agent = new FlumeAgent();
        agent._flume = await FlumePeer.RunAgentAsync($"""
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = {source}
            a1.sources.r1.bind = localhost
            a1.sources.r1.port = {agent.Port}
            a1.sources.r1.channels = c1
            a1.channels.c1.type = memory
            a1.channels.c1.capacity = 100000
            a1.channels.c1.transactionCapacity = 1000
            a1.sinks.k1.type = file_roll
            a1.sinks.k1.channel = c1
            a1.sinks.k1.sink.directory = {agent._files.FullName}
            a1.sinks.k1.sink.rollInterval = 0
            a1.sinks.k1.sink.serializer = header_and_text
            """, "Component type: SOURCE, name: r1 started");
        return agent;
    }

    public async Task KillAsync()
    {
        if (_flume is { } running)
            await running.DisposeAsync();
        _flume = null;
    }

    /// <summary>What has been stored so far.</summary>
    public IReadOnlyList<string> Lines() => string.Concat(_files.GetFiles().Select(file => File.ReadAllText(file.FullName))).Split('\n')[..^1];

    public async Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        await Eventually.TrueAsync(() => Lines().Count >= count, () => $"{Lines().Count} of {count} lines\n{_flume?.LogText}");
        return Lines();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _files.Delete(recursive: true);
    }
}
