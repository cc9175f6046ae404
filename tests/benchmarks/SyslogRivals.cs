using System.Diagnostics;
using System.Globalization;
using static FlumePlug.Benchmarks.Configurations;

namespace FlumePlug.Benchmarks;

/// <summary>
/// Syslog over TCP to a file: FlumePlug, rsyslog and syslog-ng in one run, fed with the same messages of 500 bytes by the same sender. The
/// rate is that of the file that grows.
/// </summary>
/// <param name="packages">Where the packages of the other two are unpacked (<c>apt-get download</c>, <c>dpkg -x</c>).</param>
internal sealed class SyslogRivals(string packages)
{
    private readonly string _directory = Directory.CreateTempSubdirectory("flumeplug-rivals-").FullName;

    public async Task CompareAsync(TimeSpan window)
    {
        try
        {
            var first = 0.0;
            foreach (var (name, measure) in new (string, Func<TimeSpan, Task<double>>)[]
                { ("FlumePlug", FlumePlugAsync), ("rsyslog", RsyslogAsync), ("syslog-ng", SyslogNgAsync) })
            {
                var rate = await measure(window);
                first = first == 0 ? rate : first;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name,-10} syslog TCP to file {rate / 1e6,6:0.00} M events/s{(rate == first ? "" : $", FlumePlug {first / rate:0.0} times as fast (2)")}"));
            }
        }
        finally
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task<double> FlumePlugAsync(TimeSpan window)
    {
        var (port, output) = (AgentProcess.FreePort(), Directory.CreateDirectory(Path.Combine(_directory, "flumeplug")).FullName);
        using var agent = await AgentProcess.StartAsync(Of(
            NetworkFlows.SyslogTcp("syslogtcp", port) + "\nkeepFields = all", LargeChannel,
            $"type = file_roll\nsink.directory = {output}\nsink.rollInterval = 0\nsink.batchSize = 1000"));
        return await RateAsync(port, output, window);
    }

    private async Task<double> RsyslogAsync(TimeSpan window)
    {
        var (port, output) = (AgentProcess.FreePort(), Directory.CreateDirectory(Path.Combine(_directory, "rsyslog")).FullName);
        var configuration = Path.Combine(_directory, "rsyslog.conf");
        await File.WriteAllTextAsync(configuration,
            $$"""
            module(load="imtcp")
            template(name="raw" type="string" string="%rawmsg%\n")
            ruleset(name="file") { action(type="omfile" file="{{output}}/out" template="raw" asyncWriting="on" ioBufferSize="64k" flushOnTXEnd="off") }
            input(type="imtcp" port="{{port}}" address="127.0.0.1" ruleset="file")
            main_queue(queue.size="100000" queue.dequeueBatchSize="1000")
            """);
        using var rsyslog = Start("usr/sbin/rsyslogd", ["-n", "-f", configuration, "-i", "NONE"],
            ("RSYSLOG_MODDIR", Path.Combine(packages, "usr/lib/x86_64-linux-gnu/rsyslog")));
        return await RateAndStopAsync(rsyslog, port, output, window);
    }

    private async Task<double> SyslogNgAsync(TimeSpan window)
    {
        var (port, output) = (AgentProcess.FreePort(), Directory.CreateDirectory(Path.Combine(_directory, "syslog-ng")).FullName);
        var configuration = Path.Combine(_directory, "syslog-ng.conf");
        await File.WriteAllTextAsync(configuration,
            $$"""
            @version: 3.38
            options { stats-freq(0); };
            source s { network(ip("127.0.0.1") port({{port}}) transport("tcp") flags(syslog-protocol, store-raw-message) log-iw-size(100000) log-fetch-limit(1000)); };
            destination d { file("{{output}}/out" template("${RAWMSG}\n") flush-lines(1000) log-fifo-size(200000)); };
            log { source(s); destination(d); flags(flow-control); };
            """);
        using var syslogNg = Start("usr/sbin/syslog-ng",
        [
            "-F", "-f", configuration, "-R", Path.Combine(_directory, "persist"), "-p", Path.Combine(_directory, "pid"), "-c", Path.Combine(_directory, "control"),
            "--no-caps", "--module-path", Path.Combine(packages, "usr/lib/syslog-ng/3.38"),
        ]);
        return await RateAndStopAsync(syslogNg, port, output, window);
    }

    private Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(packages, program), arguments);
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', new[] { "usr/lib/x86_64-linux-gnu", "usr/lib/syslog-ng", "usr/lib", "lib/x86_64-linux-gnu" }.Select(folder => Path.Combine(packages, folder)));
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<double> RateAndStopAsync(Process server, int port, string output, TimeSpan window)
    {
        try
        {
            return await RateAsync(port, output, window);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task<double> RateAsync(int port, string output, TimeSpan window)
    {
        using var sender = await ConnectedAsync(port);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var (before, since) = (Size(output), Stopwatch.GetTimestamp());
        await Task.Delay(window);
        return (Size(output) - before) / 500.0 / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static async Task<LineSender> ConnectedAsync(int port)
    {
        for (var tried = 0; ; tried++)
        {
            try
            {
                return new LineSender(port, readAnswers: false, NetworkFlows.Syslog500);
            }
            catch (System.Net.Sockets.SocketException) when (tried < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    private static long Size(string directory) => new DirectoryInfo(directory).GetFiles().Sum(file => file.Length);
}
