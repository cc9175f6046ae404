namespace FlumePlug.FileChannel.Tests;

/// <summary>One operation on files, or a moment of the workload between them.</summary>
internal abstract record DiskOperation
{
    /// <summary>A new, empty file gets a name.</summary>
    public sealed record Create(string Path, int File) : DiskOperation;

    public sealed record Write(int File, long Offset, byte[] Bytes) : DiskOperation;

    public sealed record SetLength(int File, long Length) : DiskOperation;

    public sealed record Flush(int File) : DiskOperation;

    public sealed record Rename(string From, string To, int File) : DiskOperation;

    public sealed record Delete(string Path) : DiskOperation;

    public sealed record FlushDirectory(string Directory) : DiskOperation;

    /// <summary>Something that the workload knows from here on.</summary>
    public sealed record Moment(string What, int Put) : DiskOperation;

    /// <summary>The directory whose names it changes; null for others.</summary>
    public string? Names => this switch
    {
        Create create => System.IO.Path.GetDirectoryName(create.Path),
        Rename rename => System.IO.Path.GetDirectoryName(rename.To),
        Delete delete => System.IO.Path.GetDirectoryName(delete.Path),
        _ => null,
    };

    /// <summary>The file whose content it changes; null for others.</summary>
    public int? Content => this switch
    {
        Write write => write.File,
        SetLength length => length.File,
        _ => null,
    };
}
