using System.Buffers;
using System.Text;
using FlumePlug.Http.Handlers;

namespace FlumePlug.Http.Server;

/// <summary>The parameters of a request, from its query and from a form in its body; the first value of each counts.</summary>
internal static class RequestParameters
{
    private const int MostFormBytes = 200_000;
    private const int MostParameters = 1000;

    private static readonly Dictionary<string, string> None = [];

    public static IReadOnlyDictionary<string, string> Of(string query, string? contentType, ReadOnlyMemory<byte> body)
    {
        var isForm = ContentTypes.IsForm(contentType) && body.Length is > 0 and <= MostFormBytes;
        if (query.Length <= 1 && !isForm)
            return None;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(query.StartsWith('?') ? query[1..] : query, parameters);
        if (isForm)
            Add(Encoding.UTF8.GetString(body.Span), parameters);
        return parameters;
    }

    private static void Add(string text, Dictionary<string, string> parameters)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (parameters.Count == MostParameters)
                throw new FormatException($"There are more than {MostParameters} parameters.");
            var equals = pair.IndexOf('=');
            parameters.TryAdd(Unescaped(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Unescaped(pair[(equals + 1)..]));
        }
    }

    private static string Unescaped(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
