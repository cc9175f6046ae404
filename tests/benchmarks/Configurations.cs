namespace FlumePlug.Benchmarks;

/// <summary>The flows as Flume's operators would write them: one source, one memory channel, one sink.</summary>
internal static class Configurations
{
    public const string LargeChannel = "capacity = 100000\ntransactionCapacity = 1000";
    public const string FlumesDefaultChannel = "";

    public const string FourInterceptors =
        """
        interceptors = i1 i2 i3 i4
        interceptors.i1.type = timestamp
        interceptors.i2.type = host
        interceptors.i3.type = regex_filter
        interceptors.i3.regex = NEVER
        interceptors.i3.excludeEvents = true
        interceptors.i4.type = regex_extractor
        interceptors.i4.serializers = s1
        interceptors.i4.serializers.s1.name = found

        """;

    public static string Of(string source, string channel, string sink) =>
        "a1.sources = r1\na1.channels = c1\na1.sinks = k1\na1.sources.r1.channels = c1\na1.sinks.k1.channel = c1\n"
        + Prefixed("a1.sources.r1.", source) + Prefixed("a1.channels.c1.", "type = memory\n" + channel) + Prefixed("a1.sinks.k1.", sink);

    public static string Null(int batchSize) => $"type = null\nbatchSize = {batchSize}\nlogEveryNEvents = 2000000000";

    public static string Netcat(int port, bool acknowledge) =>
        $"type = netcat\nbind = 127.0.0.1\nport = {port}\nack-every-event = {(acknowledge ? "true" : "false")}";

    /// <summary>Each line with a prefix.</summary>
    public static string Prefixed(string prefix, string text) => string.Concat(
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => prefix + line.Trim() + "\n"));
}
