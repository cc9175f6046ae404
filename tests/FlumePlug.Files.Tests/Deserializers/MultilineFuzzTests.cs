using System.Buffers;
using System.Text;
using FlumePlug.Files.Deserializers;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Tests.Deserializers;

public sealed class MultilineFuzzTests : IDisposable
{
    private const int MaxLines = 4;
    private const int MaxLength = 20;

    private static readonly string[] Pieces = ["> one", "  at", "> ", "x", "\u00e9", "\u20ac", "\U0001F600", "", "\r", "a line that is too long to be one"];

    private readonly TestComponentContext _context = new();

    public void Dispose() => _context.Dispose();

    [Theory]
    [InlineData("^>", null)]
    [InlineData(null, "^\\s")]
    public void Any_text_gives_the_same_events_in_whatever_pieces_it_comes_and_no_byte_is_lost(string? start, string? continuation)
    {
        var options = new MultilineOptions
        {
            StartPattern = start is null ? null : JavaPattern.Parse(start),
            ContinuationPattern = continuation is null ? null : JavaPattern.Parse(continuation),
            MaxLines = MaxLines,
            MaxLength = MaxLength,
        };
        var deserializer = new MultilineDeserializer(options, _context);
        var random = new Random(20265);
        var rounds = Environment.GetEnvironmentVariable("LONG") == "1" ? 500_000 : 5_000;
        for (var round = 0; round < rounds; round++)
        {
            var text = Any(random);
            var whole = Read(deserializer, text, () => text.Length);
            var inPieces = Read(deserializer, text, () => random.Next(1, 12));
            Assert.True(
                whole.Select(Convert.ToHexString).SequenceEqual(inPieces.Select(Convert.ToHexString)),
                $"round {round}: {Shown(text)}\nwhole: {Shown(whole)}\nin pieces: {Shown(inPieces)}");
            AssertComplete(text, whole);
        }
    }

    private static byte[] Any(Random random)
    {
        var text = new List<byte>();
        for (var lines = random.Next(8); lines > 0; lines--)
        {
            for (var parts = random.Next(4); parts > 0; parts--)
                text.AddRange(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
            if (random.Next(10) == 0)
                text.Add((byte)random.Next(256));
            if (random.Next(12) > 0)
                text.AddRange(random.Next(3) == 0 ? "\r\n"u8 : "\n"u8);
        }
        return [.. text];
    }

    // As a source reads: what was not taken comes again with more behind it.
    private static List<byte[]> Read(MultilineDeserializer deserializer, byte[] text, Func<int> piece)
    {
        var events = new List<byte[]>();
        var (start, end) = (0, 0);
        while (start < text.Length)
        {
            end = Math.Min(text.Length, end + piece());
            while (true)
            {
                using var batch = EventBatch.Create();
                var bytes = new ReadOnlySequence<byte>(text, start, end - start);
                var used = (int)bytes.Slice(0, deserializer.Read(bytes, end == text.Length, batch, 2)).Length;
                events.AddRange(KeptEvent.AllOf(batch).Select(one => one.Body.ToArray()));
                start += used;
                if (batch.Count == 0)
                    break;
            }
            Assert.True(end < text.Length || start == text.Length, $"{text.Length - start} bytes of {Shown(text)} are never taken");
        }
        return events;
    }

    // The bodies stand in the text one after the other, with nothing but line ends between them.
    private static void AssertComplete(byte[] text, List<byte[]> events)
    {
        var rest = text.AsSpan();
        foreach (var body in events)
        {
            Assert.True(rest.StartsWith(body), $"{Shown(events)} is not {Shown(text)}");
            rest = rest[body.Length..];
            rest = rest.StartsWith("\r\n"u8) ? rest[2..] : rest.StartsWith("\n"u8) ? rest[1..] : rest;
            Assert.InRange(body.Length, 0, MaxLength);
            Assert.InRange(body.Count(one => one == '\n'), 0, MaxLines - 1);
        }
        Assert.Equal(0, rest.Length);
    }

    private static string Shown(byte[] text) => Encoding.Latin1.GetString(text).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Shown(List<byte[]> events) => string.Join(" | ", events.Select(Shown));
}
