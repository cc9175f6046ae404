using FlumePlug.Hdfs.Tests.Running;

namespace FlumePlug.Hdfs.Tests.Cluster;

/// <summary>Sinks that write to the cluster, with the system's clock.</summary>
internal static class ClusterSink
{
    public static RunningSink Create(HdfsCluster cluster, string path, params (string Name, string Value)[] options) => new(
        new TestComponentContext("k1", TimeProvider.System),
        [("hdfs.path", cluster.PathOf(path)), ("hdfs.hadoopConfDir", cluster.Configuration), ("hdfs.retryInterval", "1"), .. options]);

    /// <summary>Every line of every file below a directory, sorted; names in use too.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(this HdfsCluster cluster, string directory)
    {
        var lines = new List<string>();
        foreach (var (path, length) in await cluster.FilesAsync(directory))
            if (length > 0)
                lines.AddRange(System.Text.Encoding.UTF8.GetString(await cluster.ReadAsync(path)).TrimEnd('\n').Split('\n'));
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of the files, without their numbers.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(this HdfsCluster cluster, string directory) =>
        [.. (await cluster.FilesAsync(directory)).Select(file => System.Text.RegularExpressions.Regex.Replace(file.Path, @"\.\d{13}", ".*"))];

    /// <summary>Delivers as a runner does: again and again until it works.</summary>
    public static async Task DeliverAtLastAsync(this RunningSink sink, params string[] bodies)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await sink.DeliverAsync(bodies);
                return;
            }
            catch (EventDeliveryException) when (tries < 200)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }
}
