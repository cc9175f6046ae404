namespace FlumePlug.Script.Tests;

/// <summary>The body as JSON.</summary>
public sealed class JsonTests
{
    private const string Order = """{"id": 7, "user": {"name": "Žofie \"Z\"", "tags": ["a", "b", {"c": 1.5}]}, "paid": true, "note": null}""";

    [Fact]
    public async Task Fields_are_read_in_any_depth()
    {
        await using var trial = ScriptTrial.Of("""
            Headers["id"] = $"{Json["id"].Int + 1}";
            Headers["name"] = Json["user"]["name"];
            Headers["raw"] = Json["user"]["tags"].Text + Json["user"]["tags"][2];
            Headers["tag"] = $"{Json["user"]["tags"][1]}{Json["user"]["tags"][2]["c"].Number}{Json["user"]["tags"][9].Exists}";
            Headers["flags"] = $"{Json["paid"].IsTrue}{Json["absent"].IsTrue}{Json["note"].IsNull}{Json["note"].Exists}{Json["id"]["deep"].Exists}";
            if (Json["user"]["name"] == "Žofie \"Z\"" && Json["id"] == 7 && Json["paid"] == true && Json["note"] == null) Headers["equal"] = "yes";
            foreach (var tag in Json["user"]["tags"]) Count("tags");
            """);
        var seen = (await trial.RunAsync(Order))[0];
        Assert.Equal(HeadersOf(("id", "8"), ("name", "Žofie \"Z\""), ("raw", """["a", "b", {"c": 1.5}]{"c": 1.5}"""), ("tag", "b1.5False"), ("flags", "TrueFalseTrueTrueFalse"), ("equal", "yes")), seen.Headers);
        Assert.Equal(Order, seen.Text);
        Assert.Equal(3, trial.Counter("script.code.tags"));
    }

    [Fact]
    public async Task Names_and_values_are_what_they_say_however_they_are_written()
    {
        await using var trial = ScriptTrial.Of("""
            void Note(string what, bool isTrue) { if (isTrue) Headers[what] = "yes"; }
            Note("newline", Json["a"] == "\n");
            Note("backslash and n", Json["a"] == "\\n");
            Note("name with a quote", Json["b\""] == "q");
            Note("name", Json["b"] == "r");
            Note("name up to the quote", Json["b\\"].Exists);
            Note("no ASCII", Json["čšk"] == "u" && Json["u"] == "čšk");
            Note("escaped name", Json["xyz"] == "v");
            Note("escaped value", Json["w"] == "xyz");
            Note("part of a name", Json["lon"].Exists || Json["longe"].Exists);
            Note("empty", Json[""] == "");
            """);
        var seen = (await trial.RunAsync("""{"a":"\n", "b\"" : "q","b":"r","čšk":"u","u":"čšk","x\u0079z":"v","w":"x\u0079z","long":1 ,"":""}"""))[0];
        Assert.Equal(["empty", "escaped name", "escaped value", "name", "name with a quote", "newline", "no ASCII"], seen.Headers.Select(header => header.Key).Order());
    }

    [Fact]
    public async Task A_string_ends_where_it_ends_whatever_its_length_and_wherever_it_has_a_quote()
    {
        await using var trial = ScriptTrial.Of("""if (Json["b"] == "x" && Json[Json["c"].Text!] == "named") Headers["a"] = Json["a"];""");
        string[] texts = [.. Enumerable.Range(0, 40).SelectMany(length => Enumerable.Range(0, length + 1)
            .Select(quote => new string('z', quote) + "\"\\" + new string('y', length - quote)))];
        var written = texts.Select(text => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
        var seen = await trial.RunAsync([.. written.Select(text => $$"""{"c":"{{text}}","a":"{{text}}","{{text}}":"named","b":"x"}""")]);
        Assert.Equal(texts, seen.Select(kept => kept.Headers["a"]));
    }

    [Fact]
    public async Task Fields_are_written_and_read_again()
    {
        await using var trial = ScriptTrial.Of("""
            Json["level"] = "chyběl";
            Json["id"] = Json["id"].Int * 2;
            Json["ok"] = true;
            Json["copy"] = Json["user"];
            Json["note"] = (string?)null;
            Json.Tree["user"]!["name"] = Json["level"].ToString();
            """);
        var seen = await trial.TextsAsync("""{"id":4,"user":{"name":"a"}}""");
        Assert.Equal(["""{"id":8,"user":{"name":"chyběl"},"level":"chyběl","ok":true,"copy":{"name":"a"},"note":null}"""], seen);
    }

    [Fact]
    public async Task Text_and_bytes_see_what_was_written_as_json_and_the_other_way_round()
    {
        await using var trial = ScriptTrial.Of("""
            Json["a"] = 1;
            Headers["text"] = Text;
            Text = "{\"b\":2}";
            Json["c"] = Json["b"].Int;
            Headers["body"] = $"{Body.Length}";
            """);
        var seen = (await trial.RunAsync("{}"))[0];
        Assert.Equal("""{"b":2,"c":2}""", seen.Text);
        Assert.Equal(HeadersOf(("text", """{"a":1}"""), ("body", "13")), seen.Headers);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("{\"a\":1,]")]
    public async Task A_body_that_is_no_json_is_an_error_of_its_line_and_can_be_asked_for(string body)
    {
        await using var trial = ScriptTrial.OfFile("""
            if (!Json.IsValid) Headers["bad"] = "yes";
            if (Json["level"] == "x") Drop();
            """);
        var failure = await Assert.ThrowsAsync<ScriptException>(() => trial.RunAsync(body));
        Assert.Contains("route.csx:2: Json", failure.Message, StringComparison.Ordinal);
        await using var asking = ScriptTrial.Of("""if (!Json.IsValid) Headers["bad"] = "yes"; else if (Json["level"] == "x") Drop();""");
        Assert.Equal("yes", (await asking.RunAsync(body))[0].Headers["bad"]);
    }

    [Fact]
    public async Task A_field_of_another_type_is_told_as_such()
    {
        await using var trial = ScriptTrial.Of("""Headers["n"] = $"{Json["id"].Int}";""");
        var failure = await Assert.ThrowsAsync<ScriptException>(() => trial.RunAsync("""{"id":"seven"}"""));
        Assert.Contains("The JSON field is a STRING, no whole number.", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<ScriptException>(() => trial.RunAsync("{}"));
        Assert.Contains("The JSON field is missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_object_has_no_fields()
    {
        await using var trial = ScriptTrial.Of("""Headers["x"] = $"{Json["a"].Exists}{Json.Root[0].ToString()}";""");
        Assert.Equal(["Falseone", "False"], (await trial.RunAsync("""["one"]""", "12")).Select(kept => kept.Headers["x"]));
    }
}
