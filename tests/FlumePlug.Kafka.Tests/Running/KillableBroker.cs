namespace FlumePlug.Kafka.Tests.Running;

/// <summary>A broker of its own for tests, with Java's clients: it can be killed and started again on the same port.</summary>
public sealed class KillableBroker : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-kafka-");
    private readonly int _port = PeerProcess.FreePort();
    private PeerProcess? _broker;
    private JavaClient? _java;

    public string Servers => $"127.0.0.1:{_port}";

    internal JavaClient Java => _java!;

    public async ValueTask InitializeAsync()
    {
        if (!PeerProcess.IsThere("kafka") || !PeerProcess.IsThere("flume"))
            return;
        await RestartAsync();
        _java = await JavaClient.StartAsync(Servers);
    }

    /// <summary>Ends it at once (SIGKILL).</summary>
    public Task KillAsync() => _broker!.KillAsync();

    public async Task RestartAsync() => _broker = await PeerProcess.StartAsync("kafka",
    [
        _directory.FullName, $"{_port}", "auto.create.topics.enable=false", "offsets.topic.num.partitions=1",
    ], "ready", ("PEER_HEAP", "256m"));

    public async ValueTask DisposeAsync()
    {
        if (_java is not null)
            await _java.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
