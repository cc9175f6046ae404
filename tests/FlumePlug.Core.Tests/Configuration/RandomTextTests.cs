using System.Text;
using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>Whatever a file says, reading it ends with problems, never with an exception.</summary>
public sealed class RandomTextTests : IDisposable
{
    private static readonly string[] Parts =
    [
        "a1", "a2", ".", ".sources", ".channels", ".sinks", ".sinkgroups", ".configfilters", ".r1", ".c1", ".k1", ".g1", ".type", ".channel",
        ".interceptors", ".serializers", " = ", "=", ":", ": ", "\n", "\n", "\n  ", "\n    ", "\n- ", "- ", "{", "}", "{", "}", "[", "]", ", ", "\"", "'",
        "&x ", "*x", "!!str ", "!", "|\n", ">\n", "---\n", "...\n", "%YAML 1.1\n", "? ", "<<", "~", "null", "#", "\\", "\\u00e9", "\\U00110000",
        "\t", "\0", "\u00e9", "\ud83d\ude00", "\u0085", "\ufeff", "${", "}", "${a1.sources}", "${env:X}", "${date:Q}", "${f[K]}", "sources", "channels", "r1", "c1", "x",
    ];

    private const string Yaml =
        "a1: {sources: {r1: {type: seq, channels: c1}}, channels: {c1: {type: memory}}, sinks: {k1: {type: null, channel: c1}}}\n";

    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Theory]
    [InlineData("flume.conf")]
    [InlineData("flume.yaml")]
    public void No_text_makes_the_reader_throw(string name)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var (bad, good) = (0, 0);
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Parts[random.Next(Parts.Length)]));
            var bytes = Encoding.UTF8.GetBytes(text);
            if (random.Next(20) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(2) == 0) bytes = [.. Encoding.ASCII.GetBytes(name == "flume.conf" ? Reading.Agent : Yaml), .. bytes];
            var path = _reading.Write(name, bytes);
            foreach (var mode in new[] { ReadMode.Strict, ReadMode.Lenient })
            {
                try
                {
                    var configuration = ConfigurationReader.Read([path], _reading.Settings with { Mode = mode, CreateConfigFilter = _ => _ => null });
                    Assert.All(configuration.Problems, problem => Assert.DoesNotContain("Object reference", problem.Message, StringComparison.Ordinal));
                    if (configuration.IsValid) good++;
                    else bad++;
                }
                catch (Exception e)
                {
                    Assert.Fail($"seed {seed}, {mode}: {System.Text.Json.JsonSerializer.Serialize(text)}\n{e}");
                }
            }
        }
        Assert.True(bad > 100 && good > 30, $"{bad} bad, {good} good");
    }
}
