namespace FlumePlug.EndToEnd.Tests.Running;

/// <summary>Configurations of agent a1 in few words.</summary>
internal static class Configurations
{
    /// <summary>A netcat source r1, a channel c1, a file_roll sink k1; more lines override.</summary>
    public static string NetcatToFiles(int port, string directory, string more = "") =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = netcat
        a1.sources.r1.bind = 127.0.0.1
        a1.sources.r1.port = {port}
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {directory}
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.sink.pathManager.prefix = out-
        a1.sinks.k1.channel = c1
        {more}

        """;

    /// <summary>A netcat source and a channel that nobody drains.</summary>
    public static string NetcatToNothing(int port, string more = "") =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sources.r1.type = netcat
        a1.sources.r1.bind = 127.0.0.1
        a1.sources.r1.port = {port}
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        {more}

        """;

    public static string Lines(int count, string prefix = "line ") =>
        string.Concat(Enumerable.Range(1, count).Select(i => $"{prefix}{i}\n"));

    public static string Oks(int count) => string.Concat(Enumerable.Repeat("OK\n", count));
}
