namespace FlumePlug.EndToEnd.Tests.Examples;

/// <summary>The folders of <c>examples/</c> about scripts, as their READMEs have it: the cases beside the script, then the agent.</summary>
public sealed class ScriptExampleTests
{
    [Fact]
    public Task Route_by_a_json_field() => ScriptAsync("21-route-by-a-json-field", "order");

    [Fact]
    public Task Mask_secrets() => ScriptAsync("22-mask-secrets", "password=hunter2");

    [Fact]
    public Task Enrich_from_a_csv() => ScriptAsync("23-enrich-from-a-csv", "who am I");

    [Fact]
    public Task Sample() => ScriptAsync("24-sample", "disk full");

    [Fact]
    public Task Split_one_event_in_several() => ScriptAsync("25-split-one-event-in-several", "sku");

    private static async Task ScriptAsync(string folder, string sent)
    {
        await using var example = new Example(folder);
        await example.RunAsync("mkdir");
        await example.RunAsync("script test");
        await example.RunAsync("run ");
        await example.RunAsync(sent);
        await example.AssertOutputAsync();
    }
}
