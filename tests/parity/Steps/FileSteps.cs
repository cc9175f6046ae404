using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Steps;

/// <summary>Writes a file below the case's directory, or adds to it.</summary>
public sealed record FileStep(string Name, byte[] Bytes) : Step
{
    public override Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        Write(run.Directory);
        return Task.CompletedTask;
    }

    public void Write(string directory)
    {
        var path = Path.Combine(directory, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.Append);
        stream.Write(Bytes);
    }
}

public sealed record MakeDirectoryStep(string Name) : Step
{
    public override Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.Combine(run.Directory, Name));
        return Task.CompletedTask;
    }
}
