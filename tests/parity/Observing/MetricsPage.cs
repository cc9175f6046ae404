using System.Text.Json;

namespace FlumePlug.Parity.Observing;

using Beans = IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>;

/// <summary>The monitoring port of an agent and the beans of its <c>/metrics</c>.</summary>
public sealed class MetricsPage(int port) : IDisposable
{
    public static readonly Beans Nothing = new Dictionary<string, IReadOnlyDictionary<string, string>>();
    private readonly HttpClient client = new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Bean to attribute to value; null while nobody answers. A value that is no JSON string shows its kind.</summary>
    public async Task<Beans?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync("/metrics", cancellation));
            return page.RootElement.EnumerateObject().ToDictionary(bean => bean.Name, bean => Attributes(bean.Value));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }

    public async Task<string> AskAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        using var answer = await client.SendAsync(new HttpRequestMessage(method, path), cancellation);
        if (!answer.IsSuccessStatusCode) return $"{(int)answer.StatusCode}";
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        var shown = body.Length > 2 && body[0] == '{' ? "{..}" : body;
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {shown}".TrimEnd();
    }

    public void Dispose() => client.Dispose();

    private static IReadOnlyDictionary<string, string> Attributes(JsonElement bean) =>
        bean.EnumerateObject().ToDictionary(one => one.Name, one => Text(one.Value));

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : $"{value.ValueKind}: {value.GetRawText()}";
}
