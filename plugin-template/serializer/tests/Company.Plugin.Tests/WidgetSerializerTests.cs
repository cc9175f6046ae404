using System.Buffers;
using System.Text;
using System.Text.Json;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace Company._Plugin.Tests;

public class WidgetSerializerTests
{
    private static readonly SerializerConformance<WidgetSerializer> Suite = new(_ => Build(includeHeaders: true))
    {
        Read = file => [.. Encoding.UTF8.GetString(file.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(BodyOf)],
    };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task Keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(true, """{"headers":{"host":"h1"},"body":"a"}""")]
    [InlineData(false, """{"body":"a"}""")]
    public void Each_event_is_a_line(bool includeHeaders, string expected)
    {
        var writer = new ArrayBufferWriter<byte>();
        using var batch = BatchOf(EventOf("a", ("host", "h1")));
        Build(includeHeaders).Write(batch, writer);
        Assert.Equal(expected + "\n", Encoding.UTF8.GetString(writer.WrittenSpan));
    }

    private static WidgetSerializer Build(bool includeHeaders) => new(new WidgetOptions { IncludeHeaders = includeHeaders });

    private static string BodyOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("body").GetString()!;
    }
}
