using System.Net;
using System.Text.Json;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>HDFS refused what was asked: the name of its Java exception and the first line of what it said.</summary>
internal sealed class RemoteException(string name, string message) : IOException($"{name}: {message}")
{
    /// <summary>Such as SafeModeException.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the path is at fault, and will be tomorrow.</summary>
    public bool IsOfThePath => Name is "ParentNotDirectoryException" or "InvalidPathException" or "PathComponentTooLongException";

    /// <summary>Reads an answer that is none of success.</summary>
    public static async ValueTask<RemoteException> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(text);
            var remote = json.RootElement.GetProperty("RemoteException");
            var message = remote.TryGetProperty("message", out var said) ? said.GetString() ?? "" : "";
            return new(remote.GetProperty("exception").GetString() ?? "IOException", FirstLine(message));
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new($"HTTP {(int)answer.StatusCode} {answer.ReasonPhrase}", answer.StatusCode == HttpStatusCode.Unauthorized
                ? "the cluster asks for a login (Kerberos), which is not available (docs/hdfs.md, Kerberos)" : FirstLine(text));
        }
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;
}
