namespace FlumePlug.FileChannel.Tests;

/// <summary>
/// Every state in which a crash may leave the disk after some of the recorded operations. What was flushed is there. Of what
/// was not, any part may be: each sector of each write, each change of a length and each change of a name for itself, in any
/// combination.
/// </summary>
/// <param name="operations">What was recorded.</param>
/// <param name="start">The disk before.</param>
/// <param name="random">Chooses combinations beyond the systematic ones.</param>
/// <param name="randomEach">How many of those at each place.</param>
internal sealed class CrashStates(IReadOnlyList<DiskOperation> operations, ModelDisk start, Random random, int randomEach)
{
    private const int SectorSize = 512;

    /// <summary>The states, each with the number of operations that came before the crash.</summary>
    public IEnumerable<(int After, ModelDisk State, bool IsWhole)> All()
    {
        var lasting = start.Clone();
        var pending = new List<DiskOperation>();
        for (var after = 0; after <= operations.Count; after++)
        {
            if (after > 0 && !Advance(operations[after - 1], lasting, pending))
                continue;
            var parts = pending.SelectMany(Parts).ToList();
            foreach (var chosen in Choices(parts.Count))
            {
                var state = lasting.Clone(pending.SelectMany(FileOf));
                for (var i = 0; i < parts.Count; i++)
                    if (chosen(i))
                        state.Apply(parts[i]);
                yield return (after, state, chosen == Everything);
            }
        }
    }

    /// <summary>One state after all operations: of what was not flushed the parts that are chosen.</summary>
    public static ModelDisk At(IReadOnlyList<DiskOperation> operations, ModelDisk start, Func<int, bool> chosen)
    {
        var lasting = start.Clone();
        var pending = new List<DiskOperation>();
        foreach (var operation in operations)
            Advance(operation, lasting, pending);
        var state = lasting.Clone(pending.SelectMany(FileOf));
        var part = 0;
        foreach (var one in pending.SelectMany(Parts))
            if (chosen(part++))
                state.Apply(one);
        return state;
    }

    private static readonly Func<int, bool> Everything = static _ => true;

    // Nothing, everything, each prefix, all but one, one alone, and combinations at random.
    private IEnumerable<Func<int, bool>> Choices(int parts)
    {
        yield return Everything;
        if (parts == 0)
            yield break;
        yield return static _ => false;
        for (var i = 1; i < parts; i++)
        {
            var end = i;
            yield return part => part < end;
        }
        for (var i = 0; i < parts; i++)
        {
            var one = i;
            yield return part => part != one;
            yield return part => part == one;
        }
        for (var i = 0; i < randomEach && parts > 2; i++)
        {
            var (seed, share) = (random.Next(), random.NextDouble());
            var chosen = new bool[parts];
            var own = new Random(seed);
            for (var part = 0; part < parts; part++)
                chosen[part] = own.NextDouble() < share;
            yield return part => chosen[part];
        }
    }

    // False for moments of the workload: the disk is the same as before.
    private static bool Advance(DiskOperation operation, ModelDisk lasting, List<DiskOperation> pending)
    {
        if (operation is DiskOperation.Moment)
            return true;
        if (operation is DiskOperation.Flush or DiskOperation.FlushDirectory)
        {
            foreach (var flushed in pending.Where(one => IsFlushedBy(one, operation)).ToList())
            {
                lasting.Apply(flushed);
                pending.Remove(flushed);
            }
            return true;
        }
        pending.Add(operation);
        return true;
    }

    private static bool IsFlushedBy(DiskOperation one, DiskOperation flush) => flush switch
    {
        DiskOperation.Flush file => one.Content == file.File,
        DiskOperation.FlushDirectory directory => one.Names == directory.Directory,
        _ => false,
    };

    private static IEnumerable<int> FileOf(DiskOperation operation) => operation switch
    {
        DiskOperation.Create create => [create.File],
        DiskOperation.Rename rename => [rename.File],
        _ => [],
    };

    private static IEnumerable<DiskOperation> Parts(DiskOperation operation)
    {
        if (operation is not DiskOperation.Write write)
            return [operation];
        return Enumerable.Range(0, (write.Bytes.Length + SectorSize - 1) / SectorSize).Select(sector => new DiskOperation.Write(
            write.File, write.Offset + sector * SectorSize, write.Bytes[(sector * SectorSize)..Math.Min(write.Bytes.Length, (sector + 1) * SectorSize)]));
    }
}
