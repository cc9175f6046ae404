using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FlumePlug.Hdfs.Files;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>
/// HDFS over its REST interface (WebHDFS): the name node says which data node writes, the data node answers when the file is
/// closed with the bytes in it.
/// </summary>
internal sealed class WebHdfs(WebHdfsSettings settings, HttpClient http) : IFileSystem, IDisposable
{
    private readonly NameNodeClient _nameNodes = new(http, settings.NameNodes, settings.Identity);

    public async ValueTask<int> AppendAsync(string path, AppendBuffer bytes, bool create, CancellationToken cancellationToken)
    {
        var (method, operation) = create ? (HttpMethod.Put, "op=CREATE&overwrite=false" + settings.FileQuery) : (HttpMethod.Post, "op=APPEND");
        try
        {
            using var located = await _nameNodes.AskAsync(method, path, operation, cancellationToken);
            var node = located.Headers.Location ?? throw new IOException($"The name node names no data node to write {path}.");
            await SendAsync(method, node, path, bytes, cancellationToken);
        }
        catch (RemoteException refusal) when (create && refusal.IsOfThePath)
        {
            throw new PathRefusedException(path, refusal);
        }
        return settings.CountsReplicas ? await ReplicasAsync(path, cancellationToken) : int.MaxValue;
    }

    public async ValueTask RenameAsync(string path, string target, CancellationToken cancellationToken)
    {
        if (await TryRenameAsync(path, target, cancellationToken))
            return;
        // It only says no: because it was done before, because there is a file of that name, or because the directory is not there.
        var isTarget = await LengthAsync(target, cancellationToken) is not null;
        if (await LengthAsync(path, cancellationToken) is null)
        {
            if (isTarget)
                return;
            throw new FileNotFoundException($"There is no {path}.", path);
        }
        if (isTarget)
            throw new FileExistsException(target);
        (await _nameNodes.AskAsync(HttpMethod.Put, target[..target.LastIndexOf('/')], "op=MKDIRS", cancellationToken)).Dispose();
        if (!await TryRenameAsync(path, target, cancellationToken))
            throw new IOException($"The name node does not rename {path} to {target}.");
    }

    public async ValueTask<bool> CutBackAsync(string path, long length, CancellationToken cancellationToken)
    {
        if (await LengthAsync(path, cancellationToken) is null)
            return true;
        if (length == 0)
            return await IsDoneAsync(HttpMethod.Delete, path, "op=DELETE&recursive=false", cancellationToken);
        // Also when the length seems right: that of a file that is still written is not known, and only this refuses it. It is
        // done when it was not needed; otherwise the data nodes do it, within seconds.
        return await IsDoneAsync(HttpMethod.Post, path, $"op=TRUNCATE&newlength={length}", cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private async ValueTask SendAsync(HttpMethod method, Uri node, string path, AppendBuffer bytes, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new AppendContent(bytes);
            using var request = new HttpRequestMessage(method, node) { Content = content };
            using var answer = await http.SendAsync(request, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                return;
            var refusal = await RemoteException.ReadAsync(answer, cancellationToken);
            throw refusal.Name == "FileAlreadyExistsException" ? new FileExistsException(path) : refusal;
        }
        catch (HttpRequestException failure)
        {
            throw new IOException($"The data node at {node.Authority} does not take {path}: {failure.Message}", failure);
        }
    }

    private ValueTask<bool> TryRenameAsync(string path, string target, CancellationToken cancellationToken) =>
        IsDoneAsync(HttpMethod.Put, path, "op=RENAME&destination=" + Uri.EscapeDataString(target), cancellationToken);

    private async ValueTask<bool> IsDoneAsync(HttpMethod method, string path, string query, CancellationToken cancellationToken)
    {
        using var json = await AskJsonAsync(method, path, query, cancellationToken);
        return json.RootElement.GetProperty("boolean").GetBoolean();
    }

    // Null: it is not there.
    private async ValueTask<long?> LengthAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var json = await AskJsonAsync(HttpMethod.Get, path, "op=GETFILESTATUS", cancellationToken);
            return json.RootElement.GetProperty("FileStatus").GetProperty("length").GetInt64();
        }
        catch (RemoteException absent) when (absent.Name == "FileNotFoundException")
        {
            return null;
        }
    }

    private async ValueTask<int> ReplicasAsync(string path, CancellationToken cancellationToken)
    {
        using var json = await AskJsonAsync(HttpMethod.Get, path, "op=GETFILEBLOCKLOCATIONS", cancellationToken);
        var blocks = json.RootElement.GetProperty("BlockLocations").GetProperty("BlockLocation");
        return blocks.GetArrayLength() is var count and > 0 ? blocks[count - 1].GetProperty("hosts").GetArrayLength() : int.MaxValue;
    }

    private async ValueTask<JsonDocument> AskJsonAsync(HttpMethod method, string path, string query, CancellationToken cancellationToken)
    {
        using var answer = await _nameNodes.AskAsync(method, path, query, cancellationToken);
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private sealed class AppendContent : HttpContent
    {
        private readonly AppendBuffer _bytes;

        public AppendContent(AppendBuffer bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            foreach (var piece in _bytes.Pieces)
                await stream.WriteAsync(piece, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}

/// <summary>How to talk to a cluster.</summary>
/// <param name="NameNodes">Where its name nodes answer.</param>
/// <param name="Identity">The user, as the end of a query.</param>
/// <param name="FileQuery">What new files have, as a part of a query.</param>
/// <param name="CountsReplicas">Whether an append asks for the replicas of its block.</param>
internal sealed record WebHdfsSettings(IReadOnlyList<Uri> NameNodes, string Identity, string FileQuery, bool CountsReplicas);
