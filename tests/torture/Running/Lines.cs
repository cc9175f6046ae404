using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.Torture.Tests.Running;

/// <summary>Parts of agents' configurations, without the components' prefixes.</summary>
internal static class Lines
{
    public const string Netcat = "type = netcat\nmax-line-length = 4000";

    /// <summary>A file channel with small files and everything on; of lines that come twice the later one counts.</summary>
    public static string Durable(TestDirectory directory, params string[] more) => $"""
        type = file
        checkpointDir = {directory.PathOf("checkpoint")}
        useDualCheckpoints = true
        backupCheckpointDir = {directory.PathOf("backup")}
        dataDirs = {directory.PathOf("data1")}
        checkpointInterval = 1000
        maxFileSize = 20000
        minimumRequiredSpace = 0
        {string.Join('\n', more)}
        """;

    public static string Thrift(OracleProcess oracle) => $"type = thrift\nhostname = 127.0.0.1\nport = {oracle.Port}\nbatch-size = 50";
}
