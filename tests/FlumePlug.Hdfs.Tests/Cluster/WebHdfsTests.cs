using FlumePlug.Hdfs.Tests.Running;
using static FlumePlug.Hdfs.Tests.Cluster.ClusterSink;

namespace FlumePlug.Hdfs.Tests.Cluster;

/// <summary>What the sink does at a real name node and data node.</summary>
[Collection("HDFS")]
public sealed class WebHdfsTests(HdfsCluster cluster)
{
    [Fact]
    public async Task A_flush_leaves_a_closed_file_that_grows_and_is_renamed_at_the_end()
    {
        await cluster.RequireAsync();
        await using var sink = Create(cluster, "/closed");

        await sink.DeliverAsync("a", "b");
        var (path, length) = Assert.Single(await cluster.FilesAsync("/closed"));
        Assert.EndsWith(".tmp", path, StringComparison.Ordinal);
        Assert.Equal(4, length);
        // Only a closed file can be appended to, and so can another: no lease is held.
        await sink.DeliverAsync("c");
        Assert.Equal((path, 6), Assert.Single(await cluster.FilesAsync("/closed")));
        await sink.StopAsync();

        Assert.Equal((path[..^4], 6), Assert.Single(await cluster.FilesAsync("/closed")));
        Assert.Equal(["a", "b", "c"], await cluster.LinesAsync("/closed"));
        Assert.Equal((1, 1, 0), (sink.Context.Counters[CounterNames.ConnectionCreatedCount].Value,
            sink.Context.Counters[CounterNames.ConnectionClosedCount].Value, sink.Context.Counters[CounterNames.ConnectionFailedCount].Value));
    }

    [Theory]
    [InlineData("größe")]
    [InlineData("50% a+b;c&d=e?f#g")]
    [InlineData("%2F%2e%2e")]
    [InlineData("\"quotes\" 'and' \\back {braces} [brackets] |*<>~^`")]
    [InlineData("../../climb")]
    [InlineData("a:b")]
    public async Task Headers_become_names_that_HDFS_takes(string value)
    {
        await cluster.RequireAsync();
        await using var sink = Create(cluster, "/names/%{h}", ("hdfs.filePrefix", "p-%{p}"));

        await sink.DeliverAsync(EventOf("a", ("h", value), ("p", value.Replace("/", "", StringComparison.Ordinal))));
        await sink.StopAsync();

        var file = Assert.Single(await cluster.FilesAsync("/names"));
        Assert.Equal(value.Replace("..", "__", StringComparison.Ordinal).Replace(':', '_'), file.Path["/names/".Length..file.Path.LastIndexOf('/')]);
        Assert.Equal("a\n"u8.ToArray(), await cluster.ReadAsync(file.Path));
        await cluster.AskAsync(HttpMethod.Delete, "/names", "op=DELETE&recursive=true");
    }

    [Fact]
    public async Task Events_whose_directory_is_a_file_are_put_aside()
    {
        await cluster.RequireAsync();
        await using var sink = Create(cluster, "/below/%{where}");
        await sink.DeliverAsync(EventOf("a", ("where", "x")));
        var file = Assert.Single(await cluster.FilesAsync("/below")).Path["/below/".Length..];

        await sink.DeliverAsync(EventOf("b", ("where", file + "/y")), EventOf("c", ("where", "x")));
        await sink.DeliverAsync(EventOf("d", ("where", file + "/y")));
        await sink.StopAsync();

        Assert.Equal(["/below/refused/FlumeData.*", "/below/x/FlumeData.*"], await cluster.NamesAsync("/below"));
        Assert.Equal(["a", "b", "c", "d"], await cluster.LinesAsync("/below"));
    }

    [Fact]
    public async Task Over_HTTPS_name_node_and_data_node_are_trusted_by_the_trust_store()
    {
        await cluster.RequireAsync();
        var path = ("hdfs.path", $"swebhdfs://127.0.0.1:{cluster.SecureWeb}/secure");
        using var trusting = new TestComponentContext("k1", TimeProvider.System)
        {
            Given = { ["javax.net.ssl.trustStore"] = cluster.Authority.Truststore, ["javax.net.ssl.trustStorePassword"] = TestAuthority.Password },
        };
        await using var sink = new RunningSink(trusting, path);
        await using var untrusting = new RunningSink(new TestComponentContext("k2", TimeProvider.System), path);
        var hadoop = trusting.ConfigurationDirectory;
        await File.WriteAllTextAsync(Path.Combine(hadoop, "ssl-client.xml"),
            $"<configuration><property><name>ssl.client.truststore.location</name><value>{cluster.Authority.TruststorePem}</value></property></configuration>",
            TestContext.Current.CancellationToken);
        await using var byHadoop = new RunningSink(new TestComponentContext("k3", TimeProvider.System), path, ("hdfs.hadoopConfDir", hadoop));

        await sink.DeliverAsync("a");
        await sink.DeliverAsync("b");
        await sink.StopAsync();
        await byHadoop.DeliverAsync("c");
        await byHadoop.StopAsync();
        var refused = await Assert.ThrowsAsync<EventDeliveryException>(() => untrusting.DeliverAsync("d"));

        Assert.Equal(["/secure/FlumeData.*", "/secure/FlumeData.*"], await cluster.NamesAsync("/secure"));
        Assert.Equal(["a", "b", "c"], await cluster.LinesAsync("/secure"));
        Assert.Contains("SSL", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_user_owns_the_files()
    {
        await cluster.RequireAsync();
        await using var sink = Create(cluster, "/proxied", ("hdfs.proxyUser", "alice"));

        await sink.DeliverAsync("a");

        Assert.Contains("\"owner\":\"alice\"", await cluster.AskAsync(HttpMethod.Get, "/proxied", "op=LISTSTATUS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_name_nodes_of_a_service_the_one_that_answers_is_taken()
    {
        await cluster.RequireAsync();
        using var directory = new TestDirectory();
        directory.Write("core-site.xml", "<configuration><property><name>fs.defaultFS</name><value>hdfs://logs</value></property></configuration>");
        directory.Write("hdfs-site.xml", $"""
            <configuration>
              <property><name>dfs.nameservices</name><value>logs</value></property>
              <property><name>dfs.ha.namenodes.logs</name><value>nn1, nn2</value></property>
              <property><name>web.port</name><value>{cluster.Web}</value></property>
              <property><name>dfs.namenode.http-address.logs.nn1</name><value>127.0.0.1:1</value></property>
              <property><name>dfs.namenode.http-address.logs.nn2</name><value>127.0.0.1:${"{web.port}"}</value></property>
              <property><name>dfs.replication</name><value>1</value></property>
              <property><name>dfs.blocksize</name><value>1m</value></property>
            </configuration>
            """);
        foreach (var (path, root) in new[] { ("hdfs://logs/ha1", "/ha1"), ("/ha2", "/ha2"), ("webhdfs://logs/ha3", "/ha3"), ($"webhdfs://127.0.0.1:{cluster.Web}/ha4", "/ha4") })
        {
            await using var sink = Create(cluster, "", ("hdfs.path", path), ("hdfs.hadoopConfDir", directory.Path));
            await sink.DeliverAsync("a");
            Assert.Equal(["a"], await cluster.LinesAsync(root));
            Assert.Contains("\"blockSize\":1048576", await cluster.AskAsync(HttpMethod.Get, root, "op=LISTSTATUS"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Too_few_replicas_end_a_file_until_that_is_given_up()
    {
        await cluster.RequireAsync();
        await using var sink = Create(cluster, "/replicas", ("hdfs.minBlockReplicas", "2"));

        for (var i = 0; i < 34; i++)
            await sink.DeliverAsync($"{i}");
        await sink.StopAsync();

        Assert.Equal(31, (await cluster.FilesAsync("/replicas")).Count);
        Assert.Equal(34, (await cluster.LinesAsync("/replicas")).Count);
    }

    [Fact]
    public async Task A_file_that_was_taken_away_is_followed_by_another()
    {
        await cluster.RequireAsync();
        await using var sink = Create(cluster, "/taken");
        await sink.DeliverAsync("a");
        await cluster.AskAsync(HttpMethod.Delete, "/taken", "op=DELETE&recursive=true");

        await sink.DeliverAtLastAsync("b");
        await sink.StopAsync();

        Assert.Equal(["b"], await cluster.LinesAsync("/taken"));
    }

    [Fact]
    public async Task A_directory_that_stands_in_the_way_of_the_last_name_is_gone_round()
    {
        await cluster.RequireAsync();
        await using var sink = Create(cluster, "/way");
        await sink.DeliverAsync("a");
        var path = Assert.Single(await cluster.FilesAsync("/way")).Path;
        await using var other = Create(cluster, "/way", ("hdfs.filePrefix", "x"));
        await other.DeliverAsync("other");
        var others = (await cluster.FilesAsync("/way"))[1].Path;
        await cluster.AskAsync(HttpMethod.Put, others, $"op=RENAME&destination={path[..^4]}");

        await sink.StopAsync();

        var files = await cluster.FilesAsync("/way");
        Assert.Equal(2, files.Count);
        Assert.DoesNotContain(files, file => file.Path.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(["a", "other"], await cluster.LinesAsync("/way"));
    }
}
