using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>
/// Events in a SQLite database: a put returns when its events are on the disk; puts at the same time share a transaction and
/// its flush. What was taken is written with the next put or within 100 ms; losing that brings events again.
/// </summary>
[Channel("jdbc", Aliases = ["org.apache.flume.channel.jdbc.JdbcChannel"], Durable = true,
    Summary = "A durable channel in an SQLite database inside the agent, under the names of Flume's JDBC channel.")]
public sealed class SqliteChannel(SqliteChannelOptions options, ComponentContext context) : IChannel, IAsyncDisposable
{
    private readonly Bell _bell = new();
    private EventQueue? _queue;
    private StoreThread? _thread;

    public ChannelFill Fill => new(_queue?.Waiting ?? 0, options.MaximumCapacity);

    private EventQueue Queue => _queue ?? throw new ChannelException("The channel was not started.");

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        OptionNotes.Write(options, context.Logger);
        DatabasePlace.WarnOfDerby(options, context);
        var file = new StoreFile(DatabasePlace.Of(options, context), options.DriverUrl?.Settings ?? new Dictionary<string, long>(),
            options.CreateSchema, context);
        _queue = new EventQueue(options.MaximumCapacity, _bell.Ring);
        // Opening a large database, or saving a damaged one, takes its time.
        _thread = await Task.Run(() => new StoreThread(_queue, file, _bell, context), cancellationToken);
    }

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Queue.ReserveAsync(batch, fit);
    }

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => Queue.TakeAsync(max, cancellationToken);

    public ValueTask WaitAsync(CancellationToken cancellationToken) => new(Queue.WaitAsync(cancellationToken));

    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (_thread is { } thread)
            await thread.StopAsync().WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_thread is { } thread)
            await thread.StopAsync();
        _queue?.Dispose();
    }
}
