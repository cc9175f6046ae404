using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Exec.Tests;

public sealed class ErrorOutputTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_flood_lets_who_started_the_command_go_on()
    {
        using var context = new TestComponentContext("r1", TimeProvider.System);
        using var flood = new Flood();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var errors = new ErrorOutput(new ExecOptions { Charset = Charset.Parse("UTF-8") }, context.Logger);
        var draining = errors.DrainAsync(flood, end.Token);
        Assert.False(draining.IsCompleted);
        await end.CancelAsync();
        await draining;
    }

    // What `yes >&2` prints: there is always more, and at once.
    private sealed class Flood : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(buffer.Length);
    }
}
