using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>
/// Directories that earlier versions of the format wrote are read for ever; those of a new version are made by the first run.
/// </summary>
public sealed class FormatVersionTests : IDisposable
{
    private static readonly string Versions = Path.Combine(AppContext.BaseDirectory, "Versions");
    private static readonly string[] Kinds = ["plain", "two-lanes", "encrypted", "killed"];

    private readonly string _root = Directory.CreateTempSubdirectory("flumeplug-").FullName;

    public static TheoryData<int, string> Kept
    {
        get
        {
            var kept = new TheoryData<int, string>();
            for (var version = 1; version <= SegmentHeader.Version; version++)
                foreach (var kind in Kinds)
                    kept.Add(version, kind);
            return kept;
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory, MemberData(nameof(Kept))]
    public async Task What_a_version_wrote_is_read(int version, string kind)
    {
        Copy(Path.Combine(Versions, $"{version}", kind), _root);
        await using var opened = await Opened.StartAsync(Options(_root, kind));
        Assert.Equal(9, opened.Channel.Fill.Size);
        var kept = new List<KeptEvent>();
        while (await opened.Channel.TakeAsync(100, CancellationToken.None) is { } take)
            await using (take)
            {
                kept.AddRange(KeptEvent.AllOf(take.Batch));
                await take.CommitAsync(CancellationToken.None);
            }
        Assert.Equal(Enumerable.Range(3, 9).Select(number => Body(number)), kept.Select(one => one.Text));
        Assert.Equal(Enumerable.Range(3, 9).Select(number => Texts(HeadersOf(number))), kept.Select(one => Texts(one.Headers)));
        await opened.PutAsync("and it goes on");
        Assert.Equal(["and it goes on"], await opened.DrainAsync());
    }

    [Theory]
    [InlineData("plain", null)]
    [InlineData("two-lanes", null)]
    [InlineData("encrypted", "old")]
    [InlineData("killed", null)]
    public void What_version_1_wrote_is_read_as_the_page_says(string kind, string? key)
    {
        var reader = new PageReader(Keys.Two.KeyOf);
        foreach (var segment in Directory.GetFiles(Path.Combine(Versions, "1", kind), "*.segment", SearchOption.AllDirectories).Order())
            reader.Read(File.ReadAllBytes(segment));
        Assert.Equal(key, reader.KeyName);
        Assert.Equal([0, 1, 2], reader.Taken);
        Assert.Equal(Enumerable.Range(0, 12).Select(number => (long)number), reader.Events.Keys);
        Assert.Equal(Enumerable.Range(0, 12).Select(number => Body(number)), reader.Events.Values.Select(one => one.Body));
        Assert.Equal(Enumerable.Range(0, 12).Select(number => Texts(HeadersOf(number))), reader.Events.Values.Select(one => one.Headers));
    }

    [Fact]
    public async Task Directories_of_this_version_are_kept()
    {
        var versions = Path.Combine(Project(), "Versions", $"{SegmentHeader.Version}");
        if (Directory.Exists(versions))
            return;
        await WriteAsync(versions);
        Assert.Fail($"{versions} was written just now: commit it.");
    }

    private async Task WriteAsync(string versions)
    {
        foreach (var kind in Kinds)
        {
            var made = Path.Combine(_root, kind);
            await using (var opened = await Opened.StartAsync(Options(made, kind)))
            {
                for (var put = 0; put < 4; put++)
                    await PutAsync(opened, put * 3);
                Assert.Equal(3, (await opened.TakeAsync(3)).Length);
                opened.Context.Clock.Advance(GroupCommit.TakesWaitAtMost);
                await Eventually.TrueAsync(() => HasTakes(made), "The takes are not in a segment.");
                if (kind == "killed")
                    Copy(made, Path.Combine(versions, kind));
            }
            if (kind != "killed")
                Copy(made, Path.Combine(versions, kind));
        }
    }

    private static string Project()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "FlumePlug.FileChannel.Tests.csproj")))
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("FlumePlug.FileChannel.Tests");
        return directory;
    }

    private static bool HasTakes(string made)
    {
        var reader = new PageReader(Keys.Two.KeyOf);
        foreach (var segment in Directory.GetFiles(made, "*.segment", SearchOption.AllDirectories))
            reader.Read(File.ReadAllBytes(segment));
        return reader.Taken.Count == 3;
    }

    private static FileChannelOptions Options(string root, string kind) =>
        Given.Options(root, directories: kind == "two-lanes" ? 2 : 1, activeKey: kind == "encrypted" ? "old" : null, maxFileSize: 4400,
            backup: kind == "killed");

    private static async Task PutAsync(Opened opened, int first)
    {
        using var batch = EventBatch.Create();
        for (var number = first; number < first + 3; number++)
            batch.AddCopy(HeadersOf(number), System.Text.Encoding.UTF8.GetBytes(Body(number)));
        await using var put = await opened.Channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None);
        await put.CommitAsync(3, CancellationToken.None);
    }

    // Lengths of one and of two bytes, none, and what UTF-8 cannot say.
    private static string Body(int number) => number == 4 ? "" : $"event {number} " + new string((char)('a' + number), number * 10);

    private static Headers HeadersOf(int number) => (number % 4) switch
    {
        0 => Headers.Empty,
        1 => Headers.Empty.With("host", "žluť").With("n", "1"),
        2 => Headers.Empty.With("half", "\uD800"),
        _ => Headers.Empty.With("empty", ""),
    };

    private static string Texts(Headers headers)
    {
        var texts = new List<string>();
        foreach (ref readonly var header in headers.AsSpan())
            texts.Add($"{header.Key}={header.Value}");
        return string.Join(",", texts);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == LocalDisk.LockName)
                continue;
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // Of the room that a killed process leaves behind the records a part will do.
            var bytes = File.ReadAllBytes(file);
            File.WriteAllBytes(copy, bytes.AsSpan(0, Math.Min(bytes.Length, 8192)));
        }
    }
}
