using FlumePlug.Sdk;

namespace FlumePlug.Serializers;

/// <summary>Options of the text serializers.</summary>
public sealed class NewlineOptions
{
    /// <summary>Whether each event ends with a newline.</summary>
    [Option("appendNewline", Default = true, Summary = "End each event with a newline.")]
    public bool AppendNewline { get; init; }
}
