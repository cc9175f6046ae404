using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

public sealed class LookupsFileTests : IDisposable
{
    private const string Enum = "org.apache.commons.text.lookup.DefaultStringLookup.";

    private readonly Reading _reading = new();

    public LookupsFileTests() => _reading.Settings = _reading.Settings with { ConfDirectory = _reading.Folder };

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void Lookups_properties_in_the_configuration_directory_replaces_the_standard_prefixes()
    {
        _reading.Write("lookups.properties", $"B64 = {Enum}BASE64_ENCODER\n");
        Assert.Equal("YWJj ${sys:file.separator}", Value("${b64:abc} ${sys:file.separator}"));
    }

    [Fact]
    public void A_lookups_file_is_found_by_its_path_and_in_the_configuration_directory()
    {
        var path = _reading.Write("other.properties", $"e = {Enum}URL_ENCODER\n");
        foreach (var named in new[] { path, "other.properties" })
        {
            _reading.Settings = _reading.Settings with { SystemProperties = new Dictionary<string, string> { ["lookups"] = named } };
            Assert.Equal("a+b%2F", Value("${e:a b/}"));
        }
    }

    [Fact]
    public void A_lookups_file_that_is_not_there_is_a_warning_or_an_error_and_the_standard_prefixes_stay()
    {
        _reading.Settings = _reading.Settings with { SystemProperties = new Dictionary<string, string> { ["lookups"] = "none.properties" } };
        Assert.Contains(
            "warning: Unable to load none.properties due to -Dlookups naming no file", _reading.Lines(_reading.Lenient(Reading.Agent)));
        Assert.False(_reading.Strict(Reading.Agent).IsValid);
        Assert.Equal(Path.DirectorySeparatorChar.ToString(), Value("${sys:file.separator}"));
    }

    [Fact]
    public void An_empty_lookups_file_falls_back_to_lookups_properties()
    {
        _reading.Write("empty.properties", "# nothing\n");
        _reading.Write("lookups.properties", $"u = {Enum}URL_DECODER\n");
        _reading.Settings = _reading.Settings with { SystemProperties = new Dictionary<string, string> { ["lookups"] = "empty.properties" } };
        Assert.Equal("a b", Value("${u:a+b}"));
    }

    [Fact]
    public void A_wrong_name_is_ignored_with_a_warning_at_its_line()
    {
        _reading.Write("lookups.properties", $"# x\nx = {Enum}NONSENSE\n");
        Assert.Contains(
            "lookups.properties:2: warning: x is not a DefaultStringLookup enum value, ignoring", _reading.Lines(_reading.Lenient(Reading.Agent)));
        Assert.False(_reading.Strict(Reading.Agent).IsValid);
    }

    [Theory]
    [InlineData(Enum + "SCRIPT", "javascript:3", "scripts are Java only")]
    [InlineData(Enum + "URL", "UTF-8:http://x", "contents of URLs are not available")]
    [InlineData(Enum + "RESOURCE_BUNDLE", "a:b", "resource bundles are Java only")]
    [InlineData(Enum + "CONST", "java.awt.event.KeyEvent.VK_ESCAPE", "constants of Java classes are Java only")]
    [InlineData("org.example.MyLookup", "x", "org.example.MyLookup is a Java class, not available here")]
    public void What_only_Java_can_do_is_told_where_it_is_used(string lookup, string name, string reason)
    {
        _reading.Write("lookups.properties", $"p = {lookup}\n");
        var text = Reading.Agent + $"a1.sources.r1.x = ${{p:{name}}}\n";
        Assert.Empty(_reading.Lines(_reading.Strict(Reading.Agent)));
        Assert.Contains(
            _reading.Lines(_reading.Lenient(text)), line => line.Contains("flume.conf:9: warning:", StringComparison.Ordinal)
                && line.Contains("stays as it is: " + reason, StringComparison.Ordinal));
        Assert.Contains(
            _reading.Lines(_reading.Strict(text)), line => line.Contains("flume.conf:9: error:", StringComparison.Ordinal)
                && line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_properties_and_xml_can_be_looked_into()
    {
        _reading.Write("lookups.properties", $"f = {Enum}FILE\np = {Enum}PROPERTIES\nx = {Enum}XML\n");
        var text = _reading.Write("text", "hello");
        var properties = _reading.Write("p.properties", "a.b = c d\n");
        var xml = _reading.Write("x.xml", "<r><n a='7'>t</n></r>");
        Assert.Equal("hello", Value($"${{f:UTF-8:{text}}}"));
        Assert.Equal("c d", Value($"${{p:{properties}::a.b}}"));
        Assert.Equal("7", Value($"${{x:{xml}:/r/n/@a}}"));
        Assert.Equal("${f:UTF-8:/no/such}", Value("${f:UTF-8:/no/such}"));
    }

    [Fact]
    public void The_local_host_and_names_can_be_looked_up()
    {
        _reading.Write("lookups.properties", $"h = {Enum}LOCAL_HOST\nd = {Enum}DNS\n");
        Assert.Equal(System.Net.Dns.GetHostName(), Value("${h:name}"));
        Assert.Equal("127.0.0.1", Value("${d:address|127.0.0.1}"));
        Assert.Equal("127.0.0.1", Value("${d:127.0.0.1}"));
        Assert.Equal("${h:nonsense}", Value("${h:nonsense}"));
    }

    private string Value(string value) =>
        _reading.Lenient(Reading.Agent + $"a1.sources.r1.x = {value}\n").Agents[0].Sources[0].Options.Text("x")!;
}
