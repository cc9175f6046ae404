using FlumePlug.Sdk;

namespace FlumePlug.Files;

/// <summary>Options of the path managers.</summary>
public sealed class PathOptions : IOptionRules
{
    /// <summary>What file names begin with.</summary>
    [Option("prefix", Default = "", Summary = "What file names begin with.")]
    public string Prefix { get; init; } = null!;

    /// <summary>What file names end with, without the dot.</summary>
    [Option("extension", Default = "", Summary = "The file extension, without its dot.")]
    public string Extension { get; init; } = null!;

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        foreach (var (name, value) in new[] { ("prefix", Prefix), ("extension", Extension) })
            if (value.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
                yield return new OptionError(name, $"'{value}' cannot be part of a file name: files stay in sink.directory.");
    }

    /// <summary>A file name around the part that differs.</summary>
    internal string Name(string middle) => Extension.Length == 0 ? Prefix + middle : $"{Prefix}{middle}.{Extension}";
}
