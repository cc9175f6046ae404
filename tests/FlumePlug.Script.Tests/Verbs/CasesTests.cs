using System.Xml.Linq;

namespace FlumePlug.Script.Tests.Verbs;

/// <summary><c>script test</c>.</summary>
public sealed class CasesTests : IDisposable
{
    private readonly CalledVerb _verb = new();

    public void Dispose() => _verb.Dispose();

    [Fact]
    public async Task What_is_as_expected_passes()
    {
        _verb.Write("route.csx", """
            Count("seen");
            Headers["at"] = Now.ToString("yyyy");
            if (Text == "bad") throw new Exception("this is bad");
            if (Text == "split") { Emit("right"); Text = "left"; }
            if (Json.IsValid && Json["level"] == Params.Get("drop", "debug")) Drop();
            """);
        _verb.Write("route.tests.json", """
            {
              // Comments may stand here.
              "now": "2026-01-02T03:04:05Z",
              "cases": [
                { "name": "stamped", "in": {"headers": {"a": "1"}, "body": "x"}, "out": {"headers": {"a": "*", "at": "2026"}, "body": "x"} },
                { "name": "split", "in": ["split", "x"], "out": ["left", "right", {"body": "x"}], "counters": {"seen": 2} },
                { "name": "dropped", "in": {"body": {"level": "debug"}}, "drop": true },
                { "name": "by a parameter", "params": {"drop": "info"}, "in": [{"body": {"level": "debug"}}, {"body": {"level": "info"}}], "out": {"body": {"level" : "debug"}} },
                { "name": "another year", "now": "2027-01-01T00:00:00Z", "in": "x", "out": {"headers": {"at": "2027"}} },
                { "name": "fails", "in": "bad", "error": "this is bad" },
              ]
            }
            """);
        Assert.Equal((0, """
            route.csx
              ok      stamped
              ok      split
              ok      dropped
              ok      by a parameter
              ok      another year
              ok      fails
            6 cases: 6 passed, 0 failed.

            """), await _verb.CallAsync("test", _verb.PathOf("")));
    }

    [Fact]
    public async Task What_is_not_fails_with_what_came_and_what_was_expected()
    {
        var script = _verb.Write("route.csx", "Headers[\"level\"] = \"info\"; if (Text == \"bad\") throw new Exception(\"this is bad\"); Count(\"seen\");");
        _verb.Write("route.tests.json", """
            {"cases": [
              { "name": "headers", "in": "x", "out": {"headers": {"level": "error", "site": "eu"}, "body": "y"} },
              { "name": "more headers", "in": "x", "out": {"headers": {}} },
              { "name": "drop", "in": "x", "drop": true },
              { "name": "fails", "in": ["x", "bad"], "out": [{"body": "x"}] },
              { "name": "does not fail", "in": "x", "error": "bad" },
              { "name": "json", "in": "x", "out": {"body": {"a": 1}} },
              { "name": "route", "in": "x", "route": "c1" },
              { "name": "counter", "in": "x", "counters": {"seen": 5} }
            ]}
            """);
        Assert.Equal((1, """
            route.csx
              FAILED  headers
                      header 'level' is 'info', 'error' was expected
                      header 'site' is missing, 'eu' was expected
                      the body is 'x', 'y' was expected
              FAILED  more headers
                      header 'level' = 'info' was not expected
              FAILED  drop
                      1 events came out, 0 were expected; {level=info} x
              FAILED  fails
                      event 2: it failed: script route.csx: route.csx:1: Exception: this is bad
              FAILED  does not fail
                      it did not fail, 'bad' was expected
              FAILED  json
                      the body is 'x', '{"a":1}' was expected
              FAILED  route
                      it has no route: this is no selector's script
              FAILED  counter
                      the counter 'seen' is 1, 5 was expected
            8 cases: 0 passed, 8 failed.

            """), await _verb.CallAsync("test", script, "--junit", _verb.PathOf("junit.xml")));
        var suite = XDocument.Load(_verb.PathOf("junit.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("8", "8"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Contains("'error' was expected", suite.Elements().First().Element("failure")!.Attribute("message")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_are_compared_in_any_order()
    {
        var script = _verb.Write("pick.csx", "Text == \"both\" ? All : Text == \"none\" ? Channels.None : Default");
        _verb.Write("pick.tests.json", """
            {"channels": "c1 c2", "default": ["c2"], "cases": [
              { "name": "both", "in": "both", "route": "c2 c1" },
              { "name": "none", "in": "none", "route": [] },
              { "name": "default", "in": ["x", "both"], "route": "c2" }
            ]}
            """);
        Assert.Equal((1, """
            pick.csx
              ok      both
              ok      none
              FAILED  default
                      event 2: the route is c1 c2, c2 was expected
            3 cases: 2 passed, 1 failed.

            """), await _verb.CallAsync("test", script));
    }

    [Fact]
    public async Task A_script_that_does_not_compile_fails_its_cases_with_its_errors()
    {
        var script = _verb.Write("route.csx", "Foo();");
        _verb.Write("route.tests.json", """{"cases": [{ "in": "x", "drop": true }]}""");
        var (code, output) = await _verb.CallAsync("test", script);
        Assert.Equal(2, code);
        Assert.Contains("  FAILED  case 1\n          route.csx:1:1: error CS0103", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "\"cases\" is missing")]
    [InlineData("{\"case\": []}", "'case' is unknown")]
    [InlineData("{\"cases\": [{\"name\": \"a\", \"in\": \"x\"}]}", "case 'a': it expects nothing")]
    [InlineData("{\"cases\": [{\"name\": \"a\", \"drop\": true}]}", "case 'a': \"in\" is missing")]
    [InlineData("{\"cases\": [{\"name\": \"a\", \"in\": \"x\", \"drop\": 5}]}", "a value is not of the right kind")]
    [InlineData("{", "this is no JSON")]
    public async Task A_file_of_cases_that_is_wrong_is_refused(string json, string message)
    {
        var script = _verb.Write("route.csx", "Drop();");
        _verb.Write("route.tests.json", json);
        var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => _verb.CallAsync("test", script));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_without_a_script_and_scripts_without_cases_are_refused()
    {
        var cases = _verb.Write("gone.tests.json", """{"cases": []}""");
        Assert.Contains("gone.csx is not there", (await Assert.ThrowsAsync<InvalidDataException>(() => _verb.CallAsync("test", cases))).Message, StringComparison.Ordinal);
        var script = _verb.Write("lone/lone.csx", "Drop();");
        Assert.Contains("lone.tests.json is not there", (await Assert.ThrowsAsync<FormatException>(() => _verb.CallAsync("test", script))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no case", (await Assert.ThrowsAsync<FormatException>(() => _verb.CallAsync("test", _verb.PathOf("lone")))).Message, StringComparison.Ordinal);
    }
}
