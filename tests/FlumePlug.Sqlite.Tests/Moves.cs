using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sqlite.Tests;

/// <summary>Puts and takes in few words.</summary>
internal static class Moves
{
    public static Task PutAsync(this IChannel channel, params string[] texts) => PutAsync(channel, TestEvents.BatchOf(texts));

    /// <summary>Puts a batch and disposes it.</summary>
    public static async Task PutAsync(this IChannel channel, EventBatch batch)
    {
        using (batch)
        {
            await using var put = await channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None);
            await put.CommitAsync(put.Count, CancellationToken.None);
        }
    }

    public static async Task<IReadOnlyList<string>> TakeAsync(this IChannel channel, int max, bool commit = true)
    {
        await using var take = await channel.TakeAsync(max, CancellationToken.None);
        if (take is null)
            return [];
        var texts = TestEvents.TextsOf(take.Batch);
        if (commit)
            await take.CommitAsync(CancellationToken.None);
        return texts;
    }

    public static async Task<List<string>> DrainAsync(this IChannel channel, int max = 100)
    {
        var drained = new List<string>();
        while (await TakeAsync(channel, max) is { Count: > 0 } texts)
            drained.AddRange(texts);
        return drained;
    }

    public static string[] Texts(int count, string prefix = "e") => [.. Enumerable.Range(0, count).Select(i => $"{prefix}-{i}")];
}
