using System.Diagnostics;
using System.Reflection;
using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Client.Tests;

/// <summary>The executable's avro-client.</summary>
public sealed class VerbTests : IAsyncLifetime
{
    private readonly CollectingChannels _channels = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-");
    private RunningSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = await RunningSource.StartAsync(_channels);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Lines_of_standard_input_are_sent_as_they_come_and_the_last_one_without_its_end()
    {
        using var verb = Start("-H", "localhost", "-p", $"{_source.Port}");
        await verb.StandardInput.WriteAsync("one\ntwo\r\n\nkäse\nhalf");
        await verb.StandardInput.FlushAsync(Token);
        await _channels.Events.WhenAsync(4, Token);
        Assert.Equal(["one", "two", "", "käse"], _channels.Events.Texts);
        verb.StandardInput.Close();
        var (code, told) = await EndAsync(verb);
        Assert.Equal(0, code);
        Assert.Equal("half", _channels.Events.Texts[^1]);
        Assert.Contains("5 events sent in ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_sent_with_the_headers_of_a_properties_file()
    {
        var (code, _) = await RunAsync("-H", "localhost", "-p", $"{_source.Port}", "-F", Write("lines", string.Concat(Clients.Texts(50_000).Select(line => line + "\n"))),
            "-R", Write("headers", "host = web1\nstate = \\u00e4"));
        Assert.Equal(0, code);
        Assert.Equal(Clients.Texts(50_000), _channels.Events.Texts);
        Assert.Equal(("web1", "ä"), (_channels.Events.All[0].Headers["host"], _channels.Events.All[0].Headers["state"]));
    }

    [Fact]
    public async Task The_files_of_a_directory_are_sent_oldest_first_and_renamed()
    {
        File.SetLastWriteTimeUtc(Write("b", "first\n"), DateTime.UtcNow.AddHours(-1));
        Write("a", "second\n");
        Write("old.COMPLETED", "not again\n");
        var (code, _) = await RunAsync("-H", "localhost", "-p", $"{_source.Port}", "--dirname", _directory.FullName);
        Assert.Equal(0, code);
        Assert.Equal(["first", "second"], _channels.Events.Texts);
        Assert.Equal(["a.COMPLETED", "b.COMPLETED", "old.COMPLETED"], _directory.GetFiles().Select(file => file.Name).Order());
    }

    [Fact]
    public async Task Client_properties_choose_among_hosts()
    {
        var properties = Write("client.properties",
            $"client.type = default_failover\nhosts = h1 h2\nhosts.h1 = localhost:{FlumePeer.FreePort()}\nhosts.h2 = localhost:{_source.Port}\n");
        var (code, _) = await RunAsync("-P", properties, "-F", Write("lines", "a\n"));
        Assert.Equal((0, "a"), (code, _channels.Events.Texts.Single()));
    }

    [Fact]
    public async Task A_call_that_fails_ends_it_with_one_and_says_how_many_events_were_sent()
    {
        _channels.Refuse = kept => kept.Text == "150" ? new ChannelFullException("full") : null;
        var (code, told) = await RunAsync("-H", "localhost", "-p", $"{_source.Port}", "-F", Write("lines", string.Concat(Clients.Texts(300).Select(line => line + "\n"))));
        Assert.Equal(1, code);
        Assert.Contains("100 events sent", told, StringComparison.Ordinal);
        Assert.Contains("Avro RPC call returned Status: FAILED", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Unable to parse command line options", "-H", "localhost")]
    [InlineData(1, "cannot be used simultaneously", "-H", "localhost", "-p", "1", "-F", "a", "--dirname", "b")]
    [InlineData(1, "/nowhere", "-H", "localhost", "-p", "1", "-F", "/nowhere")]
    [InlineData(1, "no connection to localhost:1", "-H", "localhost", "-p", "1", "-F", "/etc/hostname")]
    [InlineData(2, "Invalid Port", "-H", "localhost", "-p", "70000")]
    public async Task What_is_wrong_is_said(int code, string message, params string[] arguments)
    {
        var (ended, told) = await RunAsync(arguments);
        Assert.Equal(code, ended);
        Assert.Contains(message, told, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int Code, string Told)> RunAsync(params string[] arguments)
    {
        using var verb = Start(arguments);
        verb.StandardInput.Close();
        return await EndAsync(verb);
    }

    private static async Task<(int Code, string Told)> EndAsync(Process verb)
    {
        var told = await verb.StandardError.ReadToEndAsync(Token);
        await verb.WaitForExitAsync(Token);
        return (verb.ExitCode, told);
    }

    private static Process Start(params string[] arguments)
    {
        var root = typeof(VerbTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "RepositoryRoot").Value!;
        return Process.Start(new ProcessStartInfo(Path.Combine(root, "artifacts/flumeplug/flumeplug"), ["avro-client", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
    }
}
