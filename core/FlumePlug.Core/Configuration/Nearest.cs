namespace FlumePlug.Core.Configuration;

/// <summary>Finds the right name that a wrong one probably stands for.</summary>
public static class Nearest
{
    /// <summary>
    /// The candidate that differs in case only, else the one with the fewest insertions, deletions, replacements and
    /// swaps of neighbours, when these are few for the name's length; null when none is near. The first of equals wins.
    /// </summary>
    public static string? Of(string wrong, IEnumerable<string> candidates)
    {
        string? best = null;
        var limit = wrong.Length switch { <= 4 => 1, <= 8 => 2, _ => 3 };
        var bestDistance = limit + 1;
        foreach (var candidate in candidates)
        {
            if (candidate == wrong) continue;
            if (candidate.Equals(wrong, StringComparison.OrdinalIgnoreCase)) return candidate;
            if (Math.Abs(candidate.Length - wrong.Length) >= bestDistance) continue;
            var distance = Distance(wrong.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance >= bestDistance || distance >= Math.Max(wrong.Length, candidate.Length)) continue;
            (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    /// <summary>Damerau and Levenshtein's distance in its restricted form (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, 1 + Math.Min(last[j], current[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[b.Length];
    }
}
