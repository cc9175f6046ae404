using FsCheck;
using FsCheck.Fluent;

namespace FlumePlug.Sqlite.Tests;

/// <summary>Random puts, takes, roll-backs, restarts and kills beside a model; <c>LONG=1</c> makes them many.</summary>
public sealed class ModelTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LONG") == "1";

    [Fact]
    public void Nothing_is_lost_doubled_or_out_of_order_through_restarts_and_kills() =>
        Check(60, numbers => RunAsync(numbers, ""));

    [Fact]
    public void A_full_disk_refuses_puts_and_harms_nothing_else()
    {
        var refused = 0;
        Check(40, async numbers => refused += await RunAsync(numbers, "?page_size=4096&max_page_count=40"));
        Assert.True(refused > 0, "No put met a full database.");
    }

    private static async Task<int> RunAsync(int[] numbers, string settings)
    {
        await using var run = await new ModelRun(settings).StartAsync();
        foreach (var number in numbers)
            await run.ApplyAsync(number);
        await run.DrainAsync();
        return run.Refused;
    }

    private static void Check(int runs, Func<int[], Task> property)
    {
        var numbers = Gen.Choose(0, 1_000_000).ArrayOf().ToArbitrary();
        Prop.ForAll(numbers, steps => property(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(IsLong ? runs * 100 : runs).WithEndSize(60));
    }
}
