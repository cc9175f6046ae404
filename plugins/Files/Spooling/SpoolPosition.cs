using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using FlumePlug.Sdk;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Files.Spooling;

/// <summary>
/// How far a file was read, kept where Flume keeps it (DurablePositionTracker): an Avro container file whose metadata
/// <c>file</c> names the file, and whose last record is the offset. Each record is one small write at the end, so that a killed
/// agent leaves a whole one.
/// </summary>
internal sealed class SpoolPosition : IDisposable
{
    private const int SyncLength = 16;

    private static readonly byte[] Magic = [(byte)'O', (byte)'b', (byte)'j', 1];

    private const string Schema =
        """{"type":"record","name":"TransferStateFileMeta","namespace":"org.apache.flume.serialization","fields":[{"name":"offset","type":"long"}]}""";

    private readonly SafeFileHandle _handle;
    private readonly byte[] _record = new byte[1 + 1 + 10 + SyncLength];
    private readonly byte[] _sync = RandomNumberGenerator.GetBytes(SyncLength);
    private long _length;

    private SpoolPosition(string path, string target, long offset)
    {
        var header = new ArrayBufferWriter<byte>();
        header.Write(Magic);
        AvroVarint.Write(header, 2);
        WriteText(header, "avro.schema");
        WriteText(header, Schema);
        WriteText(header, "file");
        WriteText(header, target);
        AvroVarint.Write(header, 0);
        header.Write(_sync);
        var making = path + ".tmp";
        _handle = File.OpenHandle(making, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(_handle, header.WrittenSpan, 0);
        _length = header.WrittenCount;
        if (offset > 0)
            Store(offset);
        File.Move(making, path, overwrite: true);
    }

    /// <summary>The offset that was stored last.</summary>
    public long Offset { get; private set; }

    /// <summary>Goes on with the position in a file, or begins at 0; a position in another file is forgotten.</summary>
    /// <exception cref="IOException">The position file cannot be written.</exception>
    public static SpoolPosition Open(string path, string target, ComponentContext context) =>
        new(path, target, Read(path, target, context));

    public void Store(long offset)
    {
        var length = AvroVarint.Write(_record.AsSpan(2), offset);
        _record[0] = 2;
        _record[1] = (byte)(length * 2);
        _sync.CopyTo(_record, 2 + length);
        RandomAccess.Write(_handle, _record.AsSpan(0, 2 + length + SyncLength), _length);
        _length += 2 + length + SyncLength;
        Offset = offset;
    }

    public void Dispose() => _handle.Dispose();

    private static long Read(string path, string target, ComponentContext context)
    {
        try
        {
            var bytes = (ReadOnlySpan<byte>)File.ReadAllBytes(path);
            var reader = new AvroReader(bytes);
            if (!reader.TryReadHeader(Magic, SyncLength, out var file))
                throw new InvalidDataException("It is not an Avro container file.");
            return Path.GetFullPath(file) == Path.GetFullPath(target) ? reader.ReadLastOffset(SyncLength) : 0;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
        catch (InvalidDataException failure)
        {
            context.Problems.Report($"The position file {path} cannot be read; {target} is read from its beginning:", failure);
            return 0;
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AvroVarint.Write(writer, bytes.Length);
        writer.Write(bytes);
    }
}
