using System.Text.Json;
using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>Our substitution against Apache Commons Text as Flume sets it up, with the complete map.</summary>
public sealed class SubstitutionParityTests : IDisposable
{
    private const string Enum = "org.apache.commons.text.lookup.DefaultStringLookup.";

    private static readonly (string, string)[] Environment = [("FP_A", "one"), ("FP_B", "${a}"), ("FP_C", "x:-y")];

    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void Random_values_are_replaced_as_Commons_Text_does()
    {
        var text = _reading.Write("text", "content ${a} of a file");
        var other = _reading.Write("other.properties", "k = v\n");
        var xml = _reading.Write("x.xml", "<r><n>t</n></r>");
        string[] parts =
        [
            "${", "${", "${", "}", "}", "}", "}", "$", "$$", ":-", ":", "a", "b", "c", "x", "env:FP_A", "env:FP_B", "${env:FP_C}", "ENV:",
            "env:", "sys:none", "b64:", "unb64:YWJj", "url:", "unurl:a%20b", "${a}", "${b}", "$${c}", "${none:-", "${a:-", " ", "\u20AC", "\\",
            $"${{text:UTF-8:{text}}}", $"${{other:{other}::k}}", $"${{xml:{xml}:/r/n}}", "${other:", "${text:",
        ];
        var seed = System.Environment.TickCount;
        var random = new Random(seed);
        var maps = new List<Dictionary<string, string>>();
        for (var i = 0; i < 2000; i++)
        {
            var map = new Dictionary<string, string>();
            foreach (var key in new[] { "a1.sources.r1.x", "a", "b", "c" })
                map[key] = string.Concat(Enumerable.Range(0, random.Next(1, key == "a1.sources.r1.x" ? 12 : 5)).Select(_ => parts[random.Next(parts.Length)]));
            maps.Add(map);
        }
        Compare(maps, $"seed {seed}: ");
    }

    private void Compare(List<Dictionary<string, string>> maps, string context)
    {
        var (answers, _) = JavaPeer.RunWithFlume("Flume.java", "substitute", BinaryCases.Of(maps), Environment);

        _reading.Write("lookups.properties",
            $"sys={Enum}SYSTEM_PROPERTIES\nenv={Enum}ENVIRONMENT\nb64={Enum}BASE64_ENCODER\nunb64={Enum}BASE64_DECODER\nurl={Enum}URL_ENCODER\n"
            + $"unurl={Enum}URL_DECODER\ntext={Enum}FILE\nother={Enum}PROPERTIES\nxml={Enum}XML\n");
        _reading.Settings = _reading.Settings with
        {
            ConfDirectory = _reading.Folder,
            Environment = name => Environment.FirstOrDefault(variable => variable.Item1 == name).Item2,
        };
        var (replaced, refused) = (0, 0);
        foreach (var map in maps)
        {
            var theirs = map.Select(_ => answers.Text()).ToArray()[0];
            var shown = context + JsonSerializer.Serialize(map);
            var configuration = _reading.Lenient(Reading.Agent + string.Concat(map.Select(entry => $"{entry.Key} = {Reading.Escape(entry.Value)}\n")));
            var source = configuration.Agents[0].Sources[0];
            if (theirs == "!")
            {
                refused++;
                continue;
            }
            if (theirs[1..] != map["a1.sources.r1.x"]) replaced++;
            var ours = source.Options.Text("x") ?? "";
            Assert.True(ours == theirs[1..].Trim(' '), $"{shown}: '{ours}' instead of '{theirs[1..]}'");
        }
        Assert.True(replaced > maps.Count / 4 && refused < maps.Count / 2, $"{replaced} replaced, {refused} refused");
    }
}
