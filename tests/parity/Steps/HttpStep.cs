using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Steps;

/// <summary>A request to an http source; its status is observed.</summary>
public sealed partial record HttpStep(string Port, string Method, string Path, string ContentType, byte[] Body) : Step
{
    private static readonly HttpClient Client = new();

    public static HttpStep Read(string port, string rest)
    {
        var parts = Parts().Match(rest);
        return parts.Success
            ? new(port, parts.Groups[1].Value, parts.Groups[2].Value, parts.Groups[3].Value, BytesLiteral.Parse(parts.Groups[4].Value))
            : throw new FormatException($"METHOD /path \"content type\" \"bytes\" is expected, not: {rest}");
    }

    public override async Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        using (await TcpConversation.OpenAsync(run.Port(Port), cancellation))
        {
            // The agent listens.
        }
        using var request = new HttpRequestMessage(new HttpMethod(Method), $"http://127.0.0.1:{run.Port(Port)}{Path}");
        request.Content = new ByteArrayContent(Body);
        if (ContentType.Length > 0)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        using var answer = await Client.SendAsync(request, cancellation);
        run.Note($"{Method} {Path} {ContentType} {BytesLiteral.Show(Body)}", $"{(int)answer.StatusCode}");
    }

    [GeneratedRegex("""^([A-Z]+) (\S+) "(.*?)" (".*)$""")]
    private static partial Regex Parts();
}
