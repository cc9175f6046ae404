using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.FileChannel;

/// <summary>
/// Keeps events in files: a put that returned has its events on the disk, and an event stays there until it was taken for
/// good. Our own format (docs/file-channel-format.md), Flume's options.
/// </summary>
[Channel("file", Aliases = ["org.apache.flume.channel.file.FileChannel"], Durable = true,
    Summary = "A durable queue in files: what was accepted survives a crash of the process and of the machine.")]
public sealed class FileChannel : IChannel, IDisposable
{
    private readonly FileQueue _queue;
    private readonly FileChannelOptions _options;
    private readonly ComponentContext _context;
    private readonly Counter _isOpen;

    /// <summary>A channel over the directories of the options; opens nothing but the keys, where it encrypts.</summary>
    /// <exception cref="ConfigurationException">The active key is not to be had.</exception>
    public FileChannel(FileChannelOptions options, ComponentContext context)
        : this(options, context, new LocalDisk())
    {
    }

    internal FileChannel(FileChannelOptions options, ComponentContext context, Disk disk)
    {
        (_options, _context, _isOpen) = (options, context, context.Counters["Open"]);
        _queue = QueueOf(options, options.Capacity, TimeSpan.FromSeconds(Math.Max(options.KeepAlive, 0)), context, disk);
    }

    internal static FileQueue QueueOf(FileChannelOptions options, int capacity, TimeSpan keepAlive, ComponentContext context, Disk disk)
    {
        var room = new RoomSettings(context.Name, capacity, options.TransactionCapacity, keepAlive);
        var keys = options.KeyProvider is { } provider ? new ChannelKeys(context.Create(provider), options.ActiveKey) : ChannelKeys.None;
        keys.RequireActive();
        return new FileQueue(disk, options.ToSettings() with { Keys = keys }, room, context);
    }

    /// <summary>What the engine was told.</summary>
    internal StoreSettings Settings => _queue.Settings;

    public int MaxBatch => _options.TransactionCapacity;

    public ChannelFill Fill => new(_queue.Waiting, _options.Capacity);

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var waiting = _queue.Open();
        _isOpen.Set(1);
        _context.Counters[CounterNames.EventRecoveredCount].Set(waiting);
        _context.Logger.LogInformation("{Waiting} events wait in {Directories}.", waiting, string.Join(", ", _options.DataDirs));
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken) => new(Task.Run(Dispose, CancellationToken.None));

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        _queue.ReserveAsync(batch, fit, cancellationToken);

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => new(_queue.Take(max));

    public ValueTask WaitAsync(CancellationToken cancellationToken) => _queue.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _queue.Dispose();
        _isOpen.Set(0);
    }
}
