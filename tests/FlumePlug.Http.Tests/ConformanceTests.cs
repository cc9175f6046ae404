using System.Runtime.CompilerServices;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Http.Tests;

public sealed class ConformanceTests
{
    private static readonly HttpClient Http = new();
    private static readonly ConditionalWeakTable<ISource, Client> Clients = [];

    // A client that is refused comes again, as Retry-After tells it to.
    private static readonly SourceConformance<HttpSource> Promises = new(context =>
    {
        context.Provide<IHttpHandler>("lines", _ => new Handlers.LinesHandler());
        return new HttpSource(RunningSource.OptionsOf("lines"), context);
    })
    {
        PutsAgain = true,
        Feed = (source, _, texts, _) =>
        {
            var client = Clients.GetOrCreateValue(source);
            client.Sent = client.Sent.ContinueWith(
                _ => SendAsync(source.Port, string.Join('\n', texts)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
            return Task.CompletedTask;
        },
    };

    public static TheoryData<string> Names => [.. Promises.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Http_keeps_what_every_source_promises(string promise) => Promises.RunAsync(promise, TestContext.Current.CancellationToken);

    private static async Task SendAsync(int port, string lines)
    {
        try
        {
            HttpResponseMessage answer;
            do
                answer = await Http.PostAsync(new Uri($"http://127.0.0.1:{port}/"), new ByteArrayContent(Encoding.UTF8.GetBytes(lines)));
            while (!answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            // The source has stopped.
        }
    }

    private sealed class Client
    {
        public Task Sent { get; set; } = Task.CompletedTask;
    }
}
