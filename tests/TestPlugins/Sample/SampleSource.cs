using System.ComponentModel.DataAnnotations;
using System.Net;
using FlumePlug.Sdk;

namespace Acme.Sample;

public enum Policy
{
    Fail,
    Replace,
    Ignore,
}

public class SampleSourceOptions : PollingOptions, IOptionRules
{
    [Option("bind", Required = true, Summary = "The address to listen on.")]
    public string Bind { get; init; } = "";

    [Option("port", Default = 44444, Aliases = ["portNumber"], Summary = "The port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    [Option("limit", Default = 100, Unit = "events", BadValueIsDefault = true)]
    [Range(1, long.MaxValue)]
    public long Limit { get; init; }

    [Option("ratio", Default = 0.5)]
    public double Ratio { get; init; }

    [Option("batchSize", Default = 20, Unit = "events"), BatchSize]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    [Option("ack-every-event", Default = true)]
    public bool Acknowledges { get; init; }

    [Option("policy", Default = Policy.Replace)]
    public Policy Policy { get; init; }

    [Option("password", Secret = true)]
    [StringLength(20, MinimumLength = 8)]
    public string? Password { get; init; }

    [Option("names", Default = "a b")]
    public IReadOnlyList<string> Names { get; init; } = null!;

    [Option("ports", Separator = ",")]
    public IReadOnlyList<int> Ports { get; init; } = null!;

    [Option("headers.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = null!;

    [Option("address", Default = "127.0.0.1")]
    public IPAddress? Address { get; init; }

    [Option("idle", Unit = "s")]
    [Range(0, 3600)]
    public int? Idle { get; init; }

    [Option("charset", Default = "UTF-8")]
    [AllowedValues("UTF-8", "ISO-8859-1")]
    public string Charset { get; init; } = null!;

    [Option("topic")]
    [RegularExpression("[a-z]+")]
    public string? Topic { get; init; }

    public IEnumerable<OptionError> Check()
    {
        if (BatchSize > Limit)
            yield return new("batchSize", "it must not be larger than limit");
    }
}

[Source("sample", Aliases = ["com.acme.flume.SampleSource", "com.acme.flume.Outer$SampleSource$Builder"], Summary = "A source to test with.")]
public sealed class SampleSource(ComponentContext context, SampleSourceOptions options) : PollingSource(options, context)
{
    public SampleSourceOptions Options { get; } = options;

    protected override ValueTask<bool> PollAsync(IChannelProcessor channels, CancellationToken cancellationToken) => new(false);
}
