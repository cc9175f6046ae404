using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>Counts and tells what was seen in files and can be read nowhere any more.</summary>
internal sealed class LostBytes(ComponentContext context)
{
    private readonly Counter _count = context.Counters["BytesLostCount"];

    /// <summary>A file was cut off; up to a place its bytes were read, or still can be.</summary>
    public void CutOff(TailedFile file, long safe) =>
        Add(file.Size - safe, lost => $"{file.Path} was cut off before its last {lost} bytes were read, and no copy of it has them: they are lost.");

    /// <summary>A file cannot be found any more.</summary>
    public void Gone(TailedFile file) =>
        Add(file.Size - file.Position, lost => $"{file.Path} is gone before its last {lost} bytes were read: they are lost.");

    private void Add(long lost, Func<long, string> tell)
    {
        if (lost <= 0)
            return;
        _count.Add(lost);
        context.Problems.Report(tell(lost), level: LogLevel.Warning);
    }
}
