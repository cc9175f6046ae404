using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Sdk.Testing;

/// <summary>What checks demand; every failure is a sentence.</summary>
internal static class Require
{
    public static void That([DoesNotReturnIf(false)] bool kept, string sentence)
    {
        if (!kept)
            throw new ConformanceException(sentence);
    }

    public static void Same(IReadOnlyList<string> expected, IReadOnlyList<string> seen, string sentence)
    {
        if (!expected.SequenceEqual(seen))
            throw new ConformanceException($"{sentence} Expected {Show(expected)}, got {Show(seen)}.");
    }

    /// <summary>Each expected text once, unless duplicates are allowed, and nothing else, in any order.</summary>
    public static void NothingLostOrDoubled(
        IEnumerable<string> expected, IReadOnlyList<string> seen, bool duplicatesAllowed, string where)
    {
        var wanted = expected.ToHashSet();
        var lost = wanted.Except(seen).ToList();
        That(lost.Count == 0, $"{lost.Count} of {wanted.Count} events were lost {where}: {Show(lost)}.");
        var foreign = seen.Where(text => !wanted.Contains(text)).ToList();
        That(foreign.Count == 0, $"{foreign.Count} events came that were never stored {where}: {Show(foreign)}.");
        var doubled = seen.CountBy(text => text).Where(one => one.Value > 1).Select(one => one.Key).ToList();
        That(duplicatesAllowed || doubled.Count == 0, $"{doubled.Count} events came more than once {where}: {Show(doubled)}.");
    }

    /// <summary>Awaits what must come by itself; the sentence says what does not end.</summary>
    public static async Task<T> WithinAsync<T>(Task<T> awaited, TimeSpan patience, string sentence)
    {
        await WithinAsync((Task)awaited, patience, sentence);
        return await awaited;
    }

    /// <inheritdoc cref="WithinAsync{T}"/>
    public static async Task WithinAsync(Task awaited, TimeSpan patience, string sentence)
    {
        if (!awaited.IsCompleted)
        {
            using var limit = new CancellationTokenSource();
            var first = await Task.WhenAny(awaited, Task.Delay(patience, limit.Token));
            await limit.CancelAsync();
            That(first == awaited, sentence);
        }
        await awaited;
    }

    /// <summary>Awaits the end of something whose token was cancelled: it must end with the cancellation.</summary>
    public static async Task CancelledAsync(Task awaited, TimeSpan patience, string what)
    {
        try
        {
            await WithinAsync(awaited, patience, $"{what} does not honour its token: it went on waiting after the cancellation.");
        }
        catch (OperationCanceledException)
        {
            return;
        }
        throw new ConformanceException($"{what} returned as if it had worked, although its token was cancelled while it waited.");
    }

    /// <summary>Lets everything that is ready to run do so, for checks that something does not happen.</summary>
    public static async Task SettleAsync()
    {
        for (var i = 0; i < 30; i++)
            await Task.Yield();
    }

    public static string Show(IReadOnlyList<string> texts) =>
        "[" + string.Join(", ", texts.Take(8).Select(Short)) + (texts.Count > 8 ? $", ... {texts.Count} in all]" : "]");

    private static string Short(string text) => text.Length <= 30 ? text : text[..30] + "...";
}
