using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using static FlumePlug.Sqlite.Tests.Databases;
using static FlumePlug.Sqlite.Tests.Moves;

namespace FlumePlug.Sqlite.Tests;

/// <summary>Flipped bits, cut and missing files: what is left is delivered, what is lost is said, or the channel says what to do.</summary>
public sealed class DamageTests
{
    private const int CopiesOfEach = 5;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LONG") == "1";

    [Fact]
    public void Flipped_bits_change_no_event_and_hide_no_loss() => Check(20, FlipBits);

    [Fact]
    public void A_cut_database_changes_no_event_and_hides_no_loss() => Check(8, (path, random) =>
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(random.NextInt64(file.Length));
    });

    [Fact]
    public async Task A_damaged_row_is_kept_aside_and_named()
    {
        using var context = new TestComponentContext();
        await FillAsync(context);
        Replace(PathIn(context), "b3-77 ", "b3-78 ");
        await using var channel = await OpenAsync(context);
        Assert.Equal([.. Rows(0, 3), .. Rows(4, 10)], (await channel.DrainAsync()).Select(text => text.TrimEnd()));
        Assert.Equal(0, channel.Fill.Size);
        Assert.Equal(
            [
                $"Events 601 to 800 (200 events) in the database {PathIn(context)} are damaged: its checksum is wrong. They are kept in its table "
                    + "'damaged' and not delivered.",
                $"200 events that were accepted could not be read back from the database {PathIn(context)}: it was damaged.",
            ],
            context.Logged.TextsOf(LogLevel.Error));
    }

    [Fact]
    public async Task Rows_on_a_page_that_cannot_be_read_are_named_and_the_others_saved()
    {
        using var context = new TestComponentContext();
        await FillAsync(context);
        // The page of the table's leaf that holds rows: its kind is overwritten.
        var bytes = await File.ReadAllBytesAsync(PathIn(context), TestContext.Current.CancellationToken);
        for (var page = 0; page < bytes.Length; page += 16 * 1024)
            if (page > 0 && bytes[page] == 13 && bytes.AsSpan(page, 16 * 1024).IndexOf("b5-0 "u8) >= 0)
                bytes[page] = 0xFF;
        await File.WriteAllBytesAsync(PathIn(context), bytes, TestContext.Current.CancellationToken);
        await using var channel = await OpenAsync(context);
        var left = (await channel.DrainAsync()).Select(text => text.TrimEnd()).ToList();
        Assert.Equal(Rows(0, 10).Where(left.Contains), left);
        Assert.DoesNotContain("b5-0", left);
        Assert.True(File.Exists(PathIn(context) + ".damaged-1"));
        Assert.Contains(context.Logged.TextsOf(LogLevel.Error), line => line.StartsWith("Events ", StringComparison.Ordinal));
        Assert.Contains($"{2000 - left.Count} events that were accepted could not be read back from the database {PathIn(context)}: it was damaged.",
            context.Logged.TextsOf(LogLevel.Error));
        await channel.PutAsync("goes on");
        Assert.Equal(["goes on"], await channel.DrainAsync());
    }

    [Fact]
    public async Task Whole_transactions_behind_a_damaged_place_of_the_log_are_told()
    {
        using var context = new TestComponentContext();
        using var copied = new TestComponentContext();
        await using (var channel = await OpenAsync(context))
        {
            for (var i = 0; i < 10; i++)
                await channel.PutAsync($"in transaction {i} ");
            CopyFiles(context, copied);
        }
        Replace(PathIn(copied) + "-wal", "in transaction 5 ", "in TRANSACTION 5 ");
        await using var again = await OpenAsync(copied);
        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => $"in transaction {i} ")], await again.DrainAsync());
        var told = Assert.Single(copied.Logged.TextsOf(LogLevel.Error));
        Assert.Matches("^The write-ahead log .*c1.sqlite-wal is damaged at byte [0-9]+: 4 transactions behind it could not be read. ", told);
    }

    [Fact]
    public async Task Foreign_and_later_databases_are_refused_with_what_to_do()
    {
        using var context = new TestComponentContext();
        await File.WriteAllTextAsync(PathIn(context), "this is no database, but a text".PadRight(9000), TestContext.Current.CancellationToken);
        Assert.Contains("is not a SQLite database, or its first page is damaged. Move it away", await RefusalAsync(context),
            StringComparison.Ordinal);

        File.Delete(PathIn(context));
        Execute(PathIn(context), "CREATE TABLE song (title)");
        Assert.Contains("belongs to another program. Name another file", await RefusalAsync(context), StringComparison.Ordinal);

        File.Delete(PathIn(context));
        await (await OpenAsync(context)).DisposeAsync();
        Execute(PathIn(context), "PRAGMA user_version = 2");
        Assert.Contains("has format 2, written by another version of the agent; this one reads format 1", await RefusalAsync(context),
            StringComparison.Ordinal);

        File.Delete(PathIn(context));
        Directory.CreateDirectory(PathIn(context));
        Assert.Contains("is a directory: name a file", await RefusalAsync(context), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(PathIn(context), "service.properties"), "", TestContext.Current.CancellationToken);
        Assert.Contains("is a Derby database of Flume's JDBC channel, which cannot be read here: let Flume drain it", await RefusalAsync(context),
            StringComparison.Ordinal);
    }

    // Random content, closed or killed; copies of it are damaged and opened again.
    private static void Check(int runs, Action<string, Random> damage)
    {
        var harmed = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => harmed += RunAsync(new Random(seed), damage).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(IsLong ? runs * 100 : runs));
        Assert.True(harmed > runs, $"Only {harmed} of {runs * CopiesOfEach} copies were harmed.");
    }

    private static async Task<int> RunAsync(Random random, Action<string, Random> damage)
    {
        var harmed = 0;
        await using var run = await new ModelRun("?page_size=4096").StartAsync();
        for (var i = 0; i < 30; i++)
            await run.ApplyAsync(random.Next());
        await run.PutAsync(300, random.Next());
        // Without a log most of the file counts, with one hardly any of it.
        if (random.Next(4) > 0)
            await run.ReopenAsync();
        for (var i = 0; i < CopiesOfEach; i++)
        {
            using var copied = new TestComponentContext();
            CopyFiles(run.Context, copied);
            damage(PathIn(copied), random);
            harmed += await ExpectAsync(copied, run.Waiting) || copied.Logged.Lines.Any(line => line.Level >= LogLevel.Warning) ? 1 : 0;
        }
        return harmed;
    }

    // Whether the channel refused.
    private static async Task<bool> ExpectAsync(TestComponentContext context, IReadOnlySet<long> waiting)
    {
        SqliteChannel channel;
        try
        {
            channel = await OpenAsync(context);
        }
        catch (ChannelException refusal)
        {
            Assert.Contains(PathIn(context), refusal.Message, StringComparison.Ordinal);
            return true;
        }
        await using (channel)
        {
            var seen = new List<long>();
            try
            {
                foreach (var text in await channel.DrainAsync())
                    seen.Add(long.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
                await channel.PutAsync("goes on");
            }
            catch (ChannelException failure)
            {
                Assert.Contains(PathIn(context), failure.Message, StringComparison.Ordinal);
            }
            Assert.Equal(seen.Order(), seen);
            Assert.Equal(seen.Distinct(), seen);
            var lost = waiting.Except(seen).Count();
            if (lost > 0)
                Assert.True(context.Logged.Lines.Any(line => line.Level >= LogLevel.Warning), $"{lost} events are missing, and the log is silent.");
            return false;
        }
    }

    private static void FlipBits(string path, Random random)
    {
        var files = new[] { path, path + "-wal" }.Where(file => File.Exists(file) && new FileInfo(file).Length > 0).ToArray();
        var chosen = files[random.Next(files.Length)];
        var bytes = File.ReadAllBytes(chosen);
        for (var flips = 1 + random.Next(4); flips > 0; flips--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(chosen, bytes);
    }

    private static async Task FillAsync(TestComponentContext context)
    {
        await using var channel = await OpenAsync(context);
        for (var i = 0; i < 10; i++)
            await channel.PutAsync([.. Texts(200, $"b{i}").Select(text => (text + " ").PadRight(400))]);
    }

    private static IEnumerable<string> Rows(int from, int to) =>
        Enumerable.Range(from, to - from).SelectMany(i => Texts(200, $"b{i}"));

    private static void Replace(string path, string old, string with)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(old));
        Assert.True(at >= 0);
        System.Text.Encoding.ASCII.GetBytes(with).CopyTo(bytes, at);
        File.WriteAllBytes(path, bytes);
    }

    private static async Task<string> RefusalAsync(TestComponentContext context) =>
        (await Assert.ThrowsAsync<ChannelException>(() => OpenAsync(context))).Message;

    private static void Execute(string path, string sql)
    {
        SQLitePCL.raw.sqlite3_open(path, out var database);
        using (database)
            Assert.Equal(0, SQLitePCL.raw.sqlite3_exec(database, sql));
    }
}
