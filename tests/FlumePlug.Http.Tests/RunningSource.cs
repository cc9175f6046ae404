using System.Net;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Http.Handlers;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Http.Tests;

/// <summary>An http source that runs on a free port until it is disposed.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly HttpSource _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private RunningSource(HttpSource source, TestComponentContext context, IChannelProcessor channels)
    {
        _source = source;
        Context = context;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{source.Port}"), Timeout = TimeSpan.FromSeconds(30) };
        _run = source.RunAsync(channels, _stop.Token);
    }

    public TestComponentContext Context { get; }

    public HttpClient Client { get; }

    public int Port => _source.Port;

    public long ReadFails => Context.Counters[CounterNames.EventReadFail].Value;

    public static async Task<RunningSource> StartAsync(
        IChannelProcessor channels, HttpOptions? options = null, Action<TestComponentContext>? provide = null)
    {
        var context = NewContext();
        provide?.Invoke(context);
        var source = new HttpSource(options ?? OptionsOf(), context);
        await source.StartAsync(TestContext.Current.CancellationToken);
        return new RunningSource(source, context, channels);
    }

    /// <summary>A context in which every handler can be had.</summary>
    public static TestComponentContext NewContext()
    {
        var context = new TestComponentContext("r1", TimeProvider.System);
        return context
            .Provide<IHttpHandler>("json", _ => new JsonHandler())
            .Provide<IHttpHandler>("ndjson", _ => new JsonLinesHandler())
            .Provide<IHttpHandler>("lines", _ => new LinesHandler())
            .Provide<IHttpHandler>("blob", given => new BlobHandler(
                new BlobHandlerOptions { MaxBlobLength = given.TryGetValue("maxBlobLength", out var most) ? int.Parse(most) : 100_000_000 }, context))
            .Provide<IHttpHandler>("parameters", given => new ParametersBlobHandler(
                new ParametersBlobHandlerOptions { MandatoryParameters = given.TryGetValue("mandatoryParameters", out var names) ? names.Split(',') : [] }));
    }

    public static HttpOptions OptionsOf(
        string handler = "json", long maxBody = 134_217_728, int minRate = 240, int maxHeaders = 100, int port = 0, string bind = "127.0.0.1",
        bool ssl = false, string? keystore = null, string? password = null, int maxConnections = 1000,
        Dictionary<string, string>? configuration = null, Dictionary<string, string>? connector = null,
        params (string Name, string Value)[] handlerOptions) => new()
        {
            Bind = bind,
            Port = port,
            Handler = TestComponentContext.SlotOf<IHttpHandler>(handler, handlerOptions),
            MaxBodyBytes = maxBody,
            MinBodyRate = minRate,
            MaxHeaders = maxHeaders,
            MaxConnections = maxConnections,
            RetryAfter = 1,
            Ssl = ssl,
            Keystore = keystore,
            KeystorePassword = password,
            ExcludeProtocols = ["SSLv3"],
            IncludeProtocols = [],
            ExcludeCipherSuites = [],
            IncludeCipherSuites = [],
            QueuedThreadPool = new Dictionary<string, string>(),
            HttpConfiguration = configuration ?? [],
            SslContextFactory = new Dictionary<string, string>(),
            ServerConnector = connector ?? [],
        };

    /// <summary>Posts a body; a type of null leaves the header out.</summary>
    public async Task<(HttpStatusCode Status, string Text)> PostAsync(
        byte[] body, string? type = "application/json", string path = "/", string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(HttpStatusCode Status, string Text)> PostAsync(string body, string? type = "application/json", string path = "/") =>
        PostAsync(Encoding.UTF8.GetBytes(body), type, path);

    /// <summary>What is answered to bytes that no client would send.</summary>
    public async Task<string> AnswerToAsync(string request)
    {
        using var socket = await SendAsync(request);
        return await AnswerOnAsync(socket);
    }

    /// <summary>A connection on which these bytes were sent.</summary>
    public async Task<Socket> SendAsync(string request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), SocketFlags.None, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>What comes next on a connection; nothing when it was closed.</summary>
    public static async Task<string> AnswerOnAsync(Socket socket)
    {
        var answer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(answer, SocketFlags.None, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(answer, 0, received);
    }

    public Task StopAsync()
    {
        _stop.Cancel();
        return _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _source.StopAsync(CancellationToken.None);
        _source.Dispose();
        Client.Dispose();
        _stop.Dispose();
        Context.Dispose();
    }
}
