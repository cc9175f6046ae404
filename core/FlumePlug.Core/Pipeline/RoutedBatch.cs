using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// A batch divided among a source's channels. Where all events share a route every channel gets the batch itself; else each
/// gets a batch of its own that shares the memory, and remembers which events they were. Reused; one call at a time.
/// </summary>
internal sealed class RoutedBatch(int channels)
{
    private readonly Part[] _required = [.. Enumerable.Range(0, channels).Select(_ => new Part())];
    private readonly Part[] _optional = [.. Enumerable.Range(0, channels).Select(_ => new Part())];
    private Route[] _routes = [];
    private bool _uniform;
    private bool _hasUnrouted;

    /// <summary>What a required channel gets, or null.</summary>
    public Part? Required(int channel) => _required[channel].Batch is null ? null : _required[channel];

    /// <summary>What an optional channel gets, or null.</summary>
    public Part? Optional(int channel) => _optional[channel].Batch is null ? null : _optional[channel];

    /// <summary>For how many of the first events the selector chose no channel.</summary>
    public int UnroutedBefore(int position)
    {
        if (!_hasUnrouted || _uniform)
            return _hasUnrouted ? position : 0;
        var unrouted = 0;
        foreach (var route in _routes.AsSpan(0, position))
            unrouted += route == Route.None ? 1 : 0;
        return unrouted;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask DivideAsync(EventBatch batch, IChannelSelector selector, CancellationToken cancellationToken)
    {
        _hasUnrouted = false;
        _uniform = true;
        if (selector.Always is { } always)
        {
            GiveWhole(batch, always);
            return;
        }
        if (_routes.Length < batch.Count)
            _routes = new Route[Math.Max(batch.Count, 128)];
        await selector.SelectAsync(batch, _routes.AsMemory(0, batch.Count), cancellationToken);
        _uniform = batch.Count == 0 || !_routes.AsSpan(1, batch.Count - 1).ContainsAnyExcept(_routes[0]);
        if (_uniform)
            GiveWhole(batch, batch.Count == 0 ? Route.None : _routes[0]);
        else
            GiveRuns(batch);
    }

    /// <summary>Gives up the batches made for single channels.</summary>
    public void Clear()
    {
        for (var channel = 0; channel < channels; channel++)
        {
            _required[channel].Clear();
            _optional[channel].Clear();
        }
    }

    private void GiveWhole(EventBatch batch, Route route)
    {
        _hasUnrouted = route == Route.None;
        for (var channel = 0; channel < channels; channel++)
        {
            if ((route.Required >> channel & 1) != 0)
                _required[channel].Share(batch);
            if ((route.Optional >> channel & 1) != 0)
                _optional[channel].Share(batch);
        }
    }

    private void GiveRuns(EventBatch batch)
    {
        for (int start = 0, end; start < batch.Count; start = end)
        {
            for (end = start + 1; end < batch.Count && _routes[end] == _routes[start]; end++)
            {
            }
            var route = _routes[start];
            _hasUnrouted |= route == Route.None;
            for (var channel = 0; channel < channels; channel++)
            {
                if ((route.Required >> channel & 1) != 0)
                    _required[channel].Add(batch, start, end);
                if ((route.Optional >> channel & 1) != 0)
                    _optional[channel].Add(batch, start, end);
            }
        }
    }

    /// <summary>The events of a batch that go into one channel.</summary>
    internal sealed class Part
    {
        private readonly List<int> _positions = [];
        private bool _owned;

        public EventBatch? Batch { get; private set; }

        /// <summary>Where an event of the part stands in the whole batch.</summary>
        public int PositionOf(int index) => _owned ? _positions[index] : index;

        /// <summary>How many events of the part stand before a position of the whole batch.</summary>
        public int CountBefore(int position)
        {
            if (!_owned)
                return Math.Min(position, Batch!.Count);
            var found = _positions.BinarySearch(position);
            return found < 0 ? ~found : found;
        }

        public void Share(EventBatch batch) => Batch = batch;

        public void Add(EventBatch batch, int start, int end)
        {
            Batch ??= EventBatch.Create();
            _owned = true;
            Batch.Add(batch, start, end - start);
            for (var position = start; position < end; position++)
                _positions.Add(position);
        }

        public void Clear()
        {
            if (_owned)
                Batch!.Dispose();
            Batch = null;
            _owned = false;
            _positions.Clear();
        }
    }
}
