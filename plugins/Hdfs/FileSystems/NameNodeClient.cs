using System.Net;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>
/// Asks the name node; of several the one that answered last, and the next one when it is away or on stand-by. Safe for
/// concurrent calls.
/// </summary>
internal sealed class NameNodeClient(HttpClient http, IReadOnlyList<Uri> addresses, string identity)
{
    private volatile int _active;

    /// <summary>The answer, a success or a redirect.</summary>
    /// <param name="query">What is asked, without the user.</param>
    /// <exception cref="IOException">No name node answered, or it refused.</exception>
    public async ValueTask<HttpResponseMessage> AskAsync(HttpMethod method, string path, string query, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var asked = _active;
            try
            {
                return await AskAsync(method, Address(addresses[asked], path, query), cancellationToken);
            }
            catch (IOException failure) when (tries < addresses.Count && failure is not RemoteException { Name: not "StandbyException" })
            {
                _active = (asked + 1) % addresses.Count;
            }
        }
    }

    private async ValueTask<HttpResponseMessage> AskAsync(HttpMethod method, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address);
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.TemporaryRedirect)
                return answer;
            using (answer)
                throw await RemoteException.ReadAsync(answer, cancellationToken);
        }
        catch (HttpRequestException absent)
        {
            throw new IOException($"The name node at {address.Authority} does not answer: {absent.Message}", absent);
        }
    }

    private Uri Address(Uri root, string path, string query) =>
        new($"{root}{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?{query}{identity}");
}
