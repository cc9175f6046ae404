using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.Exec.Tests;

public sealed class ExecLinesTests
{
    private const int Limit = 30_000;

    // Each line in turn: what Flume 1.11 made of it, observed on it.
    private const string Malformed =
        "61ff620a61c3620ae2820af09f980ac0800aeda0800af8888080800ae282e282ac0aeda0780af49080800ae080800af180780af18080780af58080807a0a6c617374c3";

    private const string MalformedAsUtf8 =
        "61efbfbd620a61efbfbd620aefbfbd0aefbfbd0aefbfbdefbfbd0aefbfbd0aefbfbdefbfbdefbfbdefbfbdefbfbd0aefbfbde282ac0aefbfbd780a" +
        "efbfbdefbfbdefbfbdefbfbd0aefbfbdefbfbdefbfbd0aefbfbd780aefbfbd780aefbfbdefbfbdefbfbdefbfbd7a0a6c617374efbfbd0a";

    private const string MalformedAsAscii =
        "613f620a613f620a3f3f0a3f3f3f0a3f3f0a3f3f3f0a3f3f3f3f3f0a3f3f3f3f3f0a3f3f780a3f3f3f3f0a3f3f3f0a3f3f780a3f3f3f780a3f3f3f3f7a0a6c6173743f0a";

    [Theory(Timeout = Limit)]
    [InlineData("one\\ntwo\\nthree\\n", new[] { "one", "two", "three" })]
    [InlineData("unix\\ndos\\r\\nmac\\rempty\\n\\n\\r\\rlast", new[] { "unix", "dos", "mac", "empty", "", "", "", "last" })]
    [InlineData("last\\r", new[] { "last" })]
    [InlineData("caf\\303\\251", new[] { "caf\u00e9" })]
    public async Task Each_line_is_an_event_without_headers_however_it_ends(string printed, string[] lines)
    {
        await using var source = await RunningSource.StartAsync("printf " + printed);
        Assert.Equal(lines, await source.TextsAsync(lines.Length));
        await source.LoggedAsync("exited with 0");
        Assert.Equal(lines, source.Channels.Events.Texts);
        Assert.All(source.Channels.Events.All, stored => Assert.Empty(stored.Headers));
    }

    [Theory(Timeout = Limit)]
    [InlineData("UTF-8")]
    [InlineData("ISO-8859-1")]
    public async Task A_line_beyond_the_limit_is_dropped_and_counted_and_the_next_one_comes(string charset)
    {
        await using var source = await RunningSource.StartAsync(
            "echo before; for i in 1 2; do head -c 70000000 /dev/zero | tr '\\0' x; echo; done; echo after; head -c 140000000 /dev/zero",
            "/bin/sh -c", charset: charset);
        Assert.Equal(["before", "after"], await source.TextsAsync(2));
        await source.LoggedAsync("exited with 0");
        Assert.Equal(["before", "after"], source.Channels.Events.Texts);
        Assert.Equal(3, source.Context.Counters[CounterNames.EventReadFail].Value);
        Assert.Single(source.Context.Logged.TextsOf(Microsoft.Extensions.Logging.LogLevel.Error));
    }

    [Fact(Timeout = Limit)]
    public async Task A_carriage_return_ends_a_line_at_once_and_a_newline_behind_it_ends_no_other()
    {
        using var pipe = new NamedPipe();
        await using var source = await RunningSource.StartAsync($"cat {pipe.Path}");
        await pipe.WriteAsync("a\r");
        Assert.Equal(["a"], await source.TextsAsync(1));
        await pipe.WriteAsync("\nb\r");
        Assert.Equal(["a", "b"], await source.TextsAsync(2));
        await pipe.WriteAsync("\n\nc\n");
        Assert.Equal(["a", "b", "", "c"], await source.TextsAsync(4));
    }

    [Theory(Timeout = Limit)]
    [InlineData("UTF-8", Malformed, MalformedAsUtf8)]
    [InlineData("US-ASCII", Malformed, MalformedAsAscii)]
    [InlineData("ISO-8859-1", "636166e90a", "636166e90a")]
    [InlineData("UTF-16", "006800e9000a0078", "feff006800e90afeff00780a")]
    public async Task Lines_are_decoded_and_encoded_in_the_charset_as_Java_does(string charset, string printed, string bodies)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Convert.FromHexString(printed), TestContext.Current.CancellationToken);
        await using var source = await RunningSource.StartAsync($"cat {file}", charset: charset);
        await source.LoggedAsync("exited with 0");
        var stored = source.Channels.Events.All.SelectMany(one => one.Body.ToArray().Append((byte)'\n')).ToArray();
        Assert.Equal(bodies, Convert.ToHexString(stored).ToLowerInvariant());
        File.Delete(file);
    }

    [Fact(Timeout = Limit)]
    public async Task Lines_longer_than_any_block_are_whole()
    {
        await using var source = await RunningSource.ShellAsync("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo after");
        Assert.Equal([new string('x', 3_000_000), "after"], await source.TextsAsync(2));
    }

    [Fact(Timeout = Limit)]
    public async Task A_million_lines_keep_their_order_in_batches_of_the_size_asked_for()
    {
        var counted = new CountingChannels();
        using var context = new FlumePlug.Sdk.Testing.TestComponentContext("r1", TimeProvider.System);
        var source = new ExecSource(
            new ExecOptions { Command = "seq 1000000", BatchSize = 1000, BatchTimeout = 600_000, Charset = Charset.Parse("UTF-8") }, context);
        using var stop = new CancellationTokenSource();
        var run = source.RunAsync(counted, stop.Token);
        await counted.WhenAsync(1_000_000);
        await stop.CancelAsync();
        await run;
        Assert.Equal(1000, counted.Puts);
    }

    /// <summary>Expects the numbers from 1 on.</summary>
    private sealed class CountingChannels : IChannelProcessor
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;
        private int _awaited;

        public int Puts { get; private set; }

        public Task WhenAsync(int count)
        {
            Volatile.Write(ref _awaited, count);
            return Volatile.Read(ref _count) >= count ? Task.CompletedTask : _done.Task;
        }

        public ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            foreach (ref readonly var one in batch.Events)
                if (int.Parse(one.Body.Span, CultureInfo.InvariantCulture) != ++_count)
                    _done.TrySetException(new InvalidDataException($"The line after {_count - 1} is another one."));
            Puts++;
            if (_count == Volatile.Read(ref _awaited))
                _done.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
