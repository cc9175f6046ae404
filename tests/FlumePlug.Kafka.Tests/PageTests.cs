using System.Text;
using FlumePlug.Kafka.Settings;
using FlumePlug.Kafka.Tests.Running;

namespace FlumePlug.Kafka.Tests;

public sealed class PageTests
{
    private const string Begin = "<!-- properties -->\n";
    private const string End = "<!-- /properties -->";

    // With FLUMEPLUG_ACCEPT_DOCS=1 the page is written instead.
    [Fact]
    public void The_page_has_every_property_of_Kafkas_clients_and_what_becomes_of_it()
    {
        var path = Path.Combine(PeerProcess.Repository, "docs", "kafka.md");
        var page = File.ReadAllText(path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("FLUMEPLUG_ACCEPT_DOCS") == "1")
            File.WriteAllText(path, page[..begin] + Table() + page[end..]);
        else
            Assert.Equal(Table(), page[begin..end]);
    }

    private static string Table()
    {
        var table = new StringBuilder("| property | of | what becomes of it |\n|---|---|---|\n");
        foreach (var property in ClientProperties.All)
            table.Append($"| `{property.Name}` | {Side(property.Side)} | {Outcome(property)} |\n");
        return table.ToString();
    }

    private static string Side(ClientSide side) => side == ClientSide.Both ? "both" : side == ClientSide.Producer ? "producer" : "consumer";

    private static string Outcome(ClientProperty property)
    {
        var name = property.Target.Length == 0 || property.Target == property.Name ? ""
            : string.Join(", ", property.Target.Split(", ").Select(one => $"`{one}`"));
        string[] parts = property.Treatment switch
        {
            Treatment.Same => ["the same"],
            Treatment.Translated => [name.Length == 0 && property.Note.Length == 0 ? "the same, in librdkafka's words" : name, property.Note],
            Treatment.Ignored => ["ignored: " + property.Note],
            _ => ["refused: " + property.Note],
        };
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }
}
