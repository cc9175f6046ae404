using System.Buffers;
using System.Text;
using FlumePlug.Http.Handlers;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Http.Tests;

public sealed class HandlerTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void Headers_written_alike_are_the_same_object()
    {
        using var batch = Read(new JsonHandler(), """[{"headers":{"a":"b"},"body":"1"},{"headers":{"a":"b"},"body":"2"},{"headers":{"a":"c"},"body":"3"}]""");
        Assert.Same(batch[0].Headers, batch[1].Headers);
        Assert.NotSame(batch[0].Headers, batch[2].Headers);
        Assert.Equal("c", batch[2].Headers["a"]);
    }

    [Theory]
    [InlineData("[[[[[[")]
    [InlineData("[{\"x\":[[[[[")]
    public void Unending_nesting_is_refused(string start)
    {
        var text = start + new string('[', 1_000_000);
        Assert.Throws<FormatException>(() => Read(new JsonHandler(), text));
        Assert.Throws<FormatException>(() => Read(new JsonHandler(), start.Replace('[', '{') + string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
    }

    [Fact]
    public void Lines_become_events_with_the_parameters_as_headers()
    {
        using var batch = EventBatch.Create();
        var parameters = new Dictionary<string, string> { ["host"] = "h" };
        new LinesHandler().Read(new HttpRequestContent("text/plain", parameters, new("one\r\n\ntwo\r\n\r\nthree"u8.ToArray())), batch);
        Assert.Equal(["one", "two", "three"], TestEvents.TextsOf(batch));
        Assert.All(KeptEvent.AllOf(batch), kept => Assert.Equal("h", kept.Headers["host"]));
    }

    [Fact]
    public void Every_line_of_newline_delimited_JSON_is_an_event_and_a_wrong_one_is_told_with_its_number()
    {
        using var batch = Read(new JsonLinesHandler(), "{\"body\":\"one\"}\n\n {\"headers\":{\"a\":\"b\"},\"body\":\"t\\nwo\"}\r\n");
        Assert.Equal(["one", "t\nwo"], TestEvents.TextsOf(batch));
        Assert.Equal("b", batch[1].Headers["a"]);
        var wrong = Assert.Throws<FormatException>(() => Read(new JsonLinesHandler(), "{\"body\":\"one\"}\n\n[]\n"));
        Assert.StartsWith("Line 3: Request has invalid JSON Syntax.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_in_pieces_is_read_as_one()
    {
        var text = """[{"body":"in pieces"}]"""u8.ToArray();
        var first = new Piece(text.AsMemory(0, 7), null);
        var last = new Piece(text.AsMemory(7), first);
        using var batch = EventBatch.Create();
        new JsonHandler().Read(new HttpRequestContent(null, None, new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length)), batch);
        Assert.Equal(["in pieces"], TestEvents.TextsOf(batch));
    }

    [Fact]
    public void Any_bytes_are_events_or_refused_and_cut_JSON_always_is()
    {
        var random = new Random(20269);
        var rounds = Environment.GetEnvironmentVariable("LONG") == "1" ? 2_000_000 : 30_000;
        var seed = Encoding.UTF8.GetBytes(
            """[{"headers":{"a":"b","ü":"\u00e9"},"body":"text \n"},{"x":[1,{"y":null}],'body'="e"},/*c*/{body:true}]""");
        var handler = new JsonHandler();
        for (var round = 0; round < rounds; round++)
        {
            var text = seed.ToArray();
            for (var changes = random.Next(4); changes > 0; changes--)
                text[random.Next(text.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : seed[random.Next(seed.Length)];
            using var batch = EventBatch.Create();
            var length = random.Next(2) == 0 ? text.Length : random.Next(text.Length);
            try
            {
                handler.Read(new HttpRequestContent(null, None, new(text.AsMemory(0, length))), batch);
            }
            catch (Exception refused) when (refused is FormatException or InvalidDataException)
            {
            }
        }
        for (var length = 1; length < seed.Length; length++)
            Assert.Throws<FormatException>(() => Read(handler, Encoding.UTF8.GetString(seed, 0, length)).Dispose());
        using var whole = Read(handler, Encoding.UTF8.GetString(seed));
        Assert.Equal(["text \n", "e", "true"], TestEvents.TextsOf(whole));
    }

    private static EventBatch Read(IHttpHandler handler, string text)
    {
        var batch = EventBatch.Create();
        try
        {
            handler.Read(new HttpRequestContent("application/json", None, new(Encoding.UTF8.GetBytes(text))), batch);
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            (Memory, RunningIndex) = (memory, before is null ? 0 : before.RunningIndex + before.Memory.Length);
            before?.Next = this;
        }
    }
}
