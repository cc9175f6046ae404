namespace FlumePlug.FileChannel.Tests;

/// <summary>Files and the names they have, in memory.</summary>
internal sealed class ModelDisk
{
    public Dictionary<int, ModelFile> Files { get; private init; } = [];

    public SortedDictionary<string, int> Names { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>A copy, without the files that have no name any more.</summary>
    public ModelDisk Clone(IEnumerable<int>? others = null) => new()
    {
        Files = Names.Values.Concat(others ?? []).Distinct().ToDictionary(number => number, number => File(number).Clone()),
        Names = new(Names, StringComparer.Ordinal),
    };

    public ModelFile File(int number)
    {
        if (!Files.TryGetValue(number, out var file))
            Files[number] = file = new ModelFile();
        return file;
    }

    public int Hash()
    {
        var hash = new HashCode();
        foreach (var (name, number) in Names)
        {
            hash.Add(name);
            File(number).AddTo(ref hash);
        }
        return hash.ToHashCode();
    }

    /// <summary>What an operation changes, as a whole.</summary>
    public void Apply(DiskOperation operation)
    {
        switch (operation)
        {
            case DiskOperation.Create create:
                Names[create.Path] = create.File;
                break;
            case DiskOperation.Write write:
                File(write.File).Write(write.Bytes, write.Offset);
                break;
            case DiskOperation.SetLength length:
                File(length.File).SetLength(length.Length);
                break;
            case DiskOperation.Rename rename:
                Names.Remove(rename.From);
                Names[rename.To] = rename.File;
                break;
            case DiskOperation.Delete delete:
                Names.Remove(delete.Path);
                break;
        }
    }
}
