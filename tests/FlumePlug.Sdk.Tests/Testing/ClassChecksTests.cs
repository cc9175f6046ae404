using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class ClassChecksTests
{
    [Fact]
    public async Task An_initialiser_that_disagrees_with_the_option_is_found_out()
    {
        var broken = await RunAsync(new SinkConformance<Disagreeing>(_ => new Disagreeing(new DisagreeingOptions())));
        Assert.Contains(
            "DisagreeingOptions.Port is initialised to 4142, but its [Option(\"port\")] has the default 4141",
            broken, StringComparison.Ordinal);
        Assert.DoesNotContain("Agreed", broken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_nobody_is_told_of_is_found_out()
    {
        var broken = await RunAsync(new SinkConformance<Silent>(_ => new Silent(new SilentOptions())));
        Assert.Contains("SilentOptions.Host is initialised to localhost, but its [Option(\"host\")] has no default", broken,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_a_base_class_hides_is_found_out()
    {
        var broken = await RunAsync(new SinkConformance<NeverFlushed>(_ => new NeverFlushed()));
        Assert.Contains("NeverFlushed.FlushAsync is never called: a base class took the default of ISink", broken,
            StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(ConformanceSuite suite) =>
        (await Assert.ThrowsAsync<ConformanceException>(() => suite.RunAllAsync(TestContext.Current.CancellationToken))).Message;

    private abstract class QuietSink : ISink
    {
        public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class NeverFlushed : QuietSink
    {
        public ValueTask FlushAsync(CancellationToken cancellationToken) => throw new InvalidOperationException();
    }

    private sealed class DisagreeingOptions
    {
        [Option("port", Default = 4141)]
        public int Port { get; init; } = 4142;

        [Option("agreed", Default = "00:00:05")]
        public TimeSpan Agreed { get; init; } = TimeSpan.FromSeconds(5);

        [Option("agreed-too", Default = 3L)]
        public long AgreedToo { get; init; } = 3;

        [Option("names")]
        public IReadOnlyList<string> AgreedNames { get; init; } = [];
    }

    private sealed class Disagreeing(DisagreeingOptions options) : QuietSink
    {
        public DisagreeingOptions Options { get; } = options;
    }

    private sealed class SilentOptions
    {
        [Option("host")]
        public string Host { get; init; } = "localhost";
    }

    private sealed class Silent(SilentOptions options) : QuietSink
    {
        public SilentOptions Options { get; } = options;
    }
}
