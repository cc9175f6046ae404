using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Tests;
using static FlumePlug.Sqlite.Tests.Databases;

namespace FlumePlug.Sqlite.Tests;

/// <summary>A disk without a byte to spare.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task What_waits_on_a_full_disk_is_delivered_after_a_restart()
    {
        using var context = new TestComponentContext();
        if (!await SmallDisk.TryMountAsync(context.ConfigurationDirectory))
            Assert.Skip("Needs the right to mount a small file system.");
        try
        {
            var accepted = new List<string>();
            await using (var channel = await OpenAsync(context, settings: "?page_size=4096"))
                await Assert.ThrowsAsync<ChannelException>(async () =>
                {
                    for (; ; accepted.Add(Text(accepted.Count)))
                        await channel.PutAsync(Text(accepted.Count));
                });
            Assert.NotEmpty(accepted);
            Fill(Path.Combine(context.ConfigurationDirectory, "ballast"));
            await using var again = await OpenAsync(context, settings: "?page_size=4096");
            Assert.Equal(accepted, await again.DrainAsync());
            Assert.Contains(context.Logged.Lines, line => line.Text.Contains("The disk of the database", StringComparison.Ordinal));
        }
        finally
        {
            await SmallDisk.UnmountAsync(context.ConfigurationDirectory);
        }
    }

    private static string Text(int number) => $"{number} {new string('x', 3000)}";

    private static void Fill(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        Assert.Throws<IOException>(() =>
        {
            for (var i = 0; i < SmallDisk.Size; i += 512)
                RandomAccess.Write(file, new byte[512], i);
        });
    }
}
