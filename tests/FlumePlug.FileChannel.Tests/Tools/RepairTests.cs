using System.Text.RegularExpressions;

namespace FlumePlug.FileChannel.Tests.Tools;

/// <summary>
/// Every kind of damage: it is found, nothing is written before it is asked for, and after the repair the channel gives every
/// event but those that were said to be lost.
/// </summary>
public sealed partial class RepairTests : IDisposable
{
    private const int Events = 36;
    private const int Taken = 5;
    private static readonly int Flips = Environment.GetEnvironmentVariable("LONG") == "1" ? 1000 : 20;

    private readonly CalledTool _tool = new();

    public void Dispose() => _tool.Dispose();

    public static TheoryData<string, int, string?> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, int, string?>();
            foreach (var (directories, key) in new (int, string?)[] { (1, null), (2, "new") })
                foreach (var kind in new[] { "payload", "record-header", "truncated", "truncated-newest", "emptied", "header", "half-header", "wrong-name",
                    "foreign", "other-channel", "deleted", "deleted-oldest", "deleted-newest", "checkpoint", "checkpoint-older" })
                    kinds.Add(kind, directories, key);
            return kinds;
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_damaged_is_told_and_repaired(string kind, int directories, string? key)
    {
        await _tool.StoreAsync(Events, Taken, directories, key);
        await DamageAsync(kind, directories, key);
        await RequireRepairAsync(directories, key, mayRepeat: kind is "checkpoint-older", isWhole: kind is "checkpoint-older");
    }

    [Fact]
    public async Task Wherever_a_bit_flips_what_is_lost_is_told()
    {
        var random = new Random(7);
        for (var i = 0; i < Flips; i++)
        {
            using var tool = new CalledTool();
            var directories = 1 + i % 3;
            await tool.StoreAsync(Events, random.Next(12), directories, i % 2 == 0 ? null : "old");
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                var segments = tool.Segments(1 + random.Next(directories));
                Flip(segments[random.Next(segments.Length)], random.Next(), random.Next(8));
            }
            await RequireRepairAsync(tool, directories, i % 2 == 0 ? null : "old", mayRepeat: true, isWhole: null);
        }
    }

    [Fact]
    public async Task What_is_missing_is_given_up_only_when_that_is_said()
    {
        await _tool.StoreAsync(directories: 2);
        Directory.Delete(_tool.Data(2), recursive: true);
        var before = _tool.Tree(withLocks: false);
        var (code, said) = await _tool.CallAsync("repair", "--repair", _tool.Root);
        Assert.Equal(1, code);
        Assert.EndsWith("Nothing was written. Something is missing that may yet be brought back: mount the disk, or name all data directories. To go "
            + "on without it for good, add --give-up-missing.\n", said, StringComparison.Ordinal);
        Assert.Equal(before, _tool.Tree(withLocks: false));
        await RequireRepairAsync(1, null, mayRepeat: false, isWhole: false);
    }

    [Fact]
    public async Task Events_that_the_validator_rejects_are_taken_out_and_kept()
    {
        await _tool.StoreAsync(activeKey: "old");
        string[] where = [_tool.Root, .. CalledTool.WithKeys];
        var (code, told) = await _tool.CallAsync(["verify", "--validator", "no-three", .. where]);
        Assert.Equal(1, code);
        Assert.Contains("data1: the validator does not like all waiting events; 10 events rejected: 6, 9, 12, 15, 18, 21, 24, 27, 30, 33", told,
            StringComparison.Ordinal);
        (code, _) = await _tool.CallAsync(["repair", "--repair", "--validator=no-three", .. where]);
        Assert.Equal(0, code);
        var kept = Directory.GetFiles(_tool.Root, "rejected.jsonl", SearchOption.AllDirectories).Single();
        Assert.Equal([6, 9, 12, 15, 18, 21, 24, 27, 30, 33], ExportedNumbers(File.ReadAllText(kept)));
        Assert.Equal(Enumerable.Range(5, 31).Where(number => number % 3 != 0), (await _tool.DrainAsync(activeKey: "old")).Numbers);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("old")]
    public async Task The_smallest_record_there_is_can_be_taken_out(string? key)
    {
        string[] where = key is null ? [_tool.Root] : [_tool.Root, .. CalledTool.WithKeys];
        await using (var opened = await Opened.StartAsync(_tool.Options(activeKey: key)))
            foreach (var body in new[] { "0 a", "", "2 c" })
                await opened.PutAsync(body);
        var second = SegmentHeader.BlockSize + RecordHeader.Size + 4 + (key is null ? 0 : RecordCipher.TagSize);
        Flip(_tool.Segments()[0], second + RecordHeader.Size, 4);
        var (code, told) = await _tool.CallAsync(["verify", .. where]);
        Assert.Equal(1, code);
        Assert.Contains("1 event lost: 1\n", told, StringComparison.Ordinal);
        Assert.Equal(0, (await _tool.CallAsync(["repair", "--repair", .. where])).Code);
        var left = await _tool.DrainAsync(activeKey: key);
        Assert.Equal([0, 2], left.Numbers);
    }

    [Fact]
    public async Task A_repair_of_what_is_whole_writes_nothing()
    {
        await _tool.StoreAsync();
        var before = _tool.Tree(withLocks: false);
        Assert.Equal(0, (await _tool.CallAsync("repair", "--repair", _tool.Root)).Code);
        Assert.Equal(before, _tool.Tree(withLocks: false));
    }

    private Task RequireRepairAsync(int directories, string? key, bool mayRepeat, bool? isWhole) =>
        RequireRepairAsync(_tool, directories, key, mayRepeat, isWhole);

    private static async Task RequireRepairAsync(CalledTool tool, int directories, string? key, bool mayRepeat, bool? isWhole)
    {
        string[] keys = key is null ? [] : CalledTool.WithKeys;
        string[] where = [tool.Root, .. keys];
        var before = tool.Tree();
        var (code, told) = await tool.CallAsync(["verify", .. where]);
        Assert.Equal((isWhole ?? code == 0) ? 0 : 1, code);
        var (_, exported) = await tool.CallAsync(["export", .. where]);
        Assert.Equal(code, (await tool.CallAsync(["repair", .. where])).Code);
        Assert.Equal(code, (await tool.CallAsync(["inspect", .. where])) is { Code: 1 } ? 1 : code);
        Assert.Equal(before, tool.Tree());

        var (repaired, said) = await tool.CallAsync(["repair", "--repair", "--give-up-missing", .. where]);
        Assert.True(repaired == 0, $"{told}\n{said}");
        var (again, clean) = await tool.CallAsync(["verify", .. where]);
        Assert.True(again == 0, $"{told}\n{said}\n{clean}");

        var (numbers, log) = await tool.DrainAsync(directories, key);
        Assert.Equal(ExportedNumbers(exported), numbers);
        Assert.Equal(numbers.Order().Distinct(), numbers);
        // Everything that waits is there or was said to be lost, and nothing is both.
        var lost = LostNumbers(told);
        Assert.Empty(lost.Intersect(numbers));
        var missing = Enumerable.Range(0, Events).Except(numbers).Except(lost);
        var consumed = missing.Count();
        Assert.True(missing.SequenceEqual(Enumerable.Range(0, consumed)), $"{told}\n{said}\n{string.Join(' ', numbers)}");
        if (!mayRepeat && !told.Contains("may be delivered again", StringComparison.Ordinal))
            Assert.Equal(Taken, consumed);
        Assert.DoesNotContain(log, line => !line.Contains("cut short", StringComparison.Ordinal));
    }

    private async Task DamageAsync(string kind, int directories, string? key)
    {
        var segments = _tool.Segments(directories);
        var middle = segments[segments.Length / 2];
        switch (kind)
        {
            case "payload":
                Flip(middle, SegmentHeader.BlockSize + RecordHeader.Size + 5, 3);
                break;
            case "record-header":
                Flip(middle, SegmentHeader.BlockSize + 9, 0);
                break;
            case "truncated":
                SetLength(middle, SegmentHeader.BlockSize + 100);
                break;
            case "truncated-newest":
                SetLength(segments[^1], SegmentHeader.BlockSize + 10);
                break;
            case "emptied":
                SetLength(middle, 0);
                break;
            case "header":
                Flip(middle, 40, 1);
                Flip(middle, SegmentHeader.SecondCopy + 40, 1);
                break;
            case "half-header":
                Flip(middle, 40, 1);
                break;
            case "wrong-name":
                File.Move(middle, Path.Combine(_tool.Data(directories), SegmentHeader.FileName(77)));
                break;
            case "foreign":
                await File.WriteAllTextAsync(Path.Combine(_tool.Data(directories), SegmentHeader.FileName(99)), new string('?', 9000));
                break;
            case "other-channel":
                using (var other = new CalledTool())
                {
                    await other.StoreAsync(3, 0, 1, key);
                    File.Copy(other.Segments()[0], Path.Combine(_tool.Data(directories), SegmentHeader.FileName(88)));
                }
                break;
            case "deleted":
                File.Delete(middle);
                break;
            case "deleted-oldest":
                File.Delete(segments[0]);
                break;
            case "deleted-newest":
                File.Delete(segments[^1]);
                break;
            case "checkpoint":
                Flip(_tool.Checkpoint, 60, 2);
                break;
            case "checkpoint-older":
                var old = await File.ReadAllBytesAsync(_tool.Checkpoint);
                await using (var opened = await Opened.StartAsync(_tool.Options(directories, key)))
                    await opened.TakeAsync(2);
                await File.WriteAllBytesAsync(_tool.Checkpoint, old);
                break;
        }
    }

    private static void Flip(string path, int offset, int bit)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[offset % bytes.Length] ^= (byte)(1 << bit);
        File.WriteAllBytes(path, bytes);
    }

    private static void SetLength(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static IEnumerable<int> ExportedNumbers(string lines) =>
        Exported().Matches(lines).Select(line => CalledTool.NumberOf(line.Groups[1].Value));

    private static List<int> LostNumbers(string told) =>
    [
        .. Lost().Matches(told).SelectMany(list => list.Groups[1].Value.Split(", ")).SelectMany(range =>
        {
            var parts = range.Split(" to ").Select(int.Parse).ToArray();
            return Enumerable.Range(parts[0], parts[^1] - parts[0] + 1);
        }),
    ];

    [GeneratedRegex("\"body\":\"([^\"]*)\"")]
    private static partial Regex Exported();

    [GeneratedRegex(@"events? lost: ([\d, to]+\d)")]
    private static partial Regex Lost();
}
