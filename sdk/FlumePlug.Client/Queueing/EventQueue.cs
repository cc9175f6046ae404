using System.Threading.Channels;
using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>
/// A bounded queue before a client: adding never waits, a task of its own sends batches. Safe for concurrent calls.
/// </summary>
/// <remarks>Invariant: every event that was added is counted once, as <see cref="Sent"/> or as <see cref="Dropped"/>, when the
/// queue is closed. Where only an answer was lost an event is sent again: at-least-once.</remarks>
public sealed class EventQueue : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);

    private readonly FlumeClient _client;
    private readonly EventQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly QueueProblems _problems;
    private readonly Channel<Event> _events;
    private readonly FlushRequests _flushes = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Task _sending;
    private long _added;
    private long _sent;
    private long _dropped;
    private int _closing;

    /// <summary>Starts sending; the queue owns the client.</summary>
    public EventQueue(FlumeClient client, EventQueueOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        (_client, _options, _time) = (client, options, time ?? TimeProvider.System);
        _problems = new QueueProblems(options.Problem, _time);
        _events = Channel.CreateBounded<Event>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _sending = Task.Run(SendAsync);
    }

    /// <summary>Events that an agent has stored.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Events that are lost: the queue was full, a call failed in unsafe mode, or there was no time at the end.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds an event, whose body must not change any more; false: it is dropped. Never waits.</summary>
    public bool TryAdd(Event item)
    {
        if (_events.Writer.TryWrite(item))
        {
            Interlocked.Increment(ref _added);
            return true;
        }
        Interlocked.Increment(ref _dropped);
        return false;
    }

    /// <summary>Returns when what was added so far is sent or dropped.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        _flushes.WhenAsync(Interlocked.Read(ref _added)).WaitAsync(cancellationToken);

    /// <summary>Sends what waits, for as long as the flush timeout allows, and closes the client.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            _events.Writer.TryComplete();
            try
            {
                await _sending.WaitAsync(_options.FlushTimeout, _time);
            }
            catch (TimeoutException)
            {
                await _giveUp.CancelAsync();
            }
        }
        await _sending;
    }

    private async Task SendAsync()
    {
        var batch = new Event[Math.Min(_client.BatchSize, _options.Capacity)];
        try
        {
            while (await _events.Reader.WaitToReadAsync(_giveUp.Token))
            {
                var count = 0;
                while (count < batch.Length && _events.Reader.TryRead(out batch[count]))
                    count++;
                await DeliverAsync(batch.AsMemory(0, count));
                batch.AsSpan(0, count).Clear();
                _flushes.Done(count);
                _problems.TellDropped(Dropped);
            }
        }
        catch (OperationCanceledException)
        {
            DropWaiting();
        }
        await _client.DisposeAsync();
        _giveUp.Dispose();
    }

    private async ValueTask DeliverAsync(ReadOnlyMemory<Event> events)
    {
        for (var delay = FirstRetryDelay; ; delay = delay < _options.MaxRetryDelay ? delay * 2 : delay)
        {
            try
            {
                await _client.AppendBatchAsync(events, _giveUp.Token);
                Interlocked.Add(ref _sent, events.Length);
                return;
            }
            catch (EventDeliveryException failure)
            {
                var stored = (failure as PartialDeliveryException)?.Stored ?? 0;
                Interlocked.Add(ref _sent, stored);
                events = events[stored..];
                if (_options.UnsafeMode)
                {
                    Interlocked.Add(ref _dropped, events.Length);
                    _problems.Tell($"{events.Length} events were dropped: {failure.Message}");
                    return;
                }
                _problems.Tell($"{events.Length} events are sent again: {failure.Message}");
            }
            catch (OperationCanceledException)
            {
                Interlocked.Add(ref _dropped, events.Length);
                throw;
            }
            await DelayAsync(delay < _options.MaxRetryDelay ? delay : _options.MaxRetryDelay, events.Length);
        }
    }

    private async ValueTask DelayAsync(TimeSpan delay, int waiting)
    {
        try
        {
            await Task.Delay(delay, _time, _giveUp.Token);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Add(ref _dropped, waiting);
            throw;
        }
    }

    private void DropWaiting()
    {
        while (_events.Reader.TryRead(out _))
            Interlocked.Increment(ref _dropped);
        _flushes.Done(long.MaxValue / 2);
        _problems.Tell($"The queue was closed after {_options.FlushTimeout.TotalSeconds} s; {Dropped} events in all were dropped.");
    }
}
