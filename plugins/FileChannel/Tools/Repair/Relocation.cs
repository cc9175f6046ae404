namespace FlumePlug.FileChannel.Tools;

/// <summary>
/// Gives segments their names and directories again. As one may stand where another belongs, all leave their places first, under
/// names that are no less wrong: what is interrupted is found and begun again.
/// </summary>
internal sealed class Relocation(Disk disk, Action<string> say)
{
    private const long LargestName = 999_999_999_999;

    public void Run(IReadOnlyList<Finding> misplaced)
    {
        foreach (var (finding, parked) in misplaced.Select(finding => (finding, Park(finding))).ToList())
        {
            disk.Rename(parked, finding.RightPath!);
            disk.FlushDirectory(Path.GetDirectoryName(parked)!);
            say($"{finding.Path} is {finding.RightPath} again");
        }
    }

    private string Park(Finding finding)
    {
        var (from, to) = (Path.GetDirectoryName(finding.Path)!, Path.GetDirectoryName(finding.RightPath!)!);
        var name = LargestName;
        while (File.Exists(Path.Combine(to, SegmentHeader.FileName(name))))
            name--;
        var parked = Path.Combine(to, SegmentHeader.FileName(name));
        disk.Rename(finding.Path, parked);
        // Between two file systems it is a copy.
        using (var file = disk.Open(parked, FileUse.Read))
            file.Flush();
        disk.FlushDirectory(to);
        disk.FlushDirectory(from);
        return parked;
    }
}
