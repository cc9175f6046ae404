using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>One entry of a position file.</summary>
internal readonly record struct FilePosition(ulong Inode, long Position, string Path);

/// <summary>
/// How far files were read, in Flume's format: a JSON array of <c>{"inode":n,"pos":n,"file":"path"}</c>. Beside it,
/// <c>FILE.heads</c> tells how the files began, so that an inode that is used again is not taken for the old file; it counts only
/// where its position is that of the position file: Flume, which changes only the latter, may have read on in between.
/// </summary>
/// <remarks>Both files are replaced, never written in place, so that a killed agent leaves whole ones.</remarks>
internal sealed class PositionFile(string path, ComponentContext context)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _text = new();

    private string HeadsPath => path + ".heads";

    /// <summary>The positions; those before the place where the file is broken, if it is.</summary>
    public IReadOnlyList<FilePosition> Read()
    {
        context.Logger.LogInformation("Updating position from position file: {Path}", path);
        var positions = new List<FilePosition>();
        try
        {
            foreach (var entry in ReadObjects(File.ReadAllBytes(path)))
            {
                if (entry.Numbers.TryGetValue("inode", out var inode) && entry.Numbers.TryGetValue("pos", out var position)
                    && position >= 0 && entry.File is not null)
                    positions.Add(new FilePosition((ulong)inode, position, entry.File));
                else
                    context.Logger.LogError("Detected missing value in position file {Path}: an entry is left out", path);
            }
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            context.Logger.LogInformation("File not found: {Path}, not updating position", path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            context.Logger.LogError("Failed loading positionFile: {Path}: {Reason}", path, failure.Message);
        }
        return positions;
    }

    /// <summary>How files began, by inode and position.</summary>
    public IReadOnlyDictionary<(ulong Inode, long Position), FileHead> ReadHeads()
    {
        var heads = new Dictionary<(ulong, long), FileHead>();
        try
        {
            foreach (var entry in ReadObjects(File.ReadAllBytes(HeadsPath)))
                if (entry.Numbers.TryGetValue("inode", out var inode) && entry.Numbers.TryGetValue("pos", out var position)
                    && entry.Numbers.TryGetValue("length", out var length) && entry.Numbers.TryGetValue("checksum", out var checksum))
                    heads[((ulong)inode, position)] = new FileHead((int)length, (uint)checksum);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            context.Logger.LogDebug(failure, "No {Path}", HeadsPath);
        }
        return heads;
    }

    /// <summary>Writes both files.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(IReadOnlyCollection<TailedFile> files)
    {
        Replace(HeadsPath, files, static (json, file) =>
        {
            json.WriteNumber("inode"u8, file.Id.Inode);
            json.WriteNumber("pos"u8, file.Position);
            json.WriteNumber("length"u8, file.Head.Length);
            json.WriteNumber("checksum"u8, file.Head.Checksum);
        });
        Replace(path, files, static (json, file) =>
        {
            json.WriteNumber("inode"u8, file.Id.Inode);
            json.WriteNumber("pos"u8, file.Position);
            json.WriteString("file"u8, file.Path);
        });
    }

    private void Replace(string replaced, IReadOnlyCollection<TailedFile> files, Action<Utf8JsonWriter, TailedFile> writeMembers)
    {
        _text.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_text, Plain))
        {
            json.WriteStartArray();
            foreach (var file in files)
            {
                json.WriteStartObject();
                writeMembers(json, file);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        var making = replaced + ".tmp";
        using (var handle = File.OpenHandle(making, FileMode.Create, FileAccess.Write))
            RandomAccess.Write(handle, _text.WrittenSpan, 0);
        File.Move(making, replaced, overwrite: true);
    }

    // Member by member, because what stands before a broken place still counts.
    private static IEnumerable<(Dictionary<string, long> Numbers, string? File)> ReadObjects(byte[] text)
    {
        var objects = new List<(Dictionary<string, long>, string?)>();
        JsonException? broken = null;
        try
        {
            ReadObjects(text, objects);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            broken = new JsonException(failure.Message, failure);
        }
        foreach (var one in objects)
            yield return one;
        if (broken is not null)
            throw broken;
    }

    private static void ReadObjects(byte[] text, List<(Dictionary<string, long>, string?)> objects)
    {
        var json = new Utf8JsonReader(text);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            throw new JsonException("It is not an array.");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("It is not an array of objects.");
            var numbers = new Dictionary<string, long>();
            string? file = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                json.Read();
                if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number))
                    numbers[name] = number;
                else if (json.TokenType == JsonTokenType.String && name == "file")
                    file = json.GetString();
                else
                    json.Skip();
            }
            objects.Add((numbers, file));
        }
    }
}
