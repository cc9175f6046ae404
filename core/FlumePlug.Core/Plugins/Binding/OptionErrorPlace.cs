using FlumePlug.Core.Configuration;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Plugins;

/// <summary>Where an error that a plugin found stands, and how it is told.</summary>
internal static class OptionErrorPlace
{
    /// <summary>The place in the file that the option names, else where the option is written; null: nowhere.</summary>
    public static Location? PlaceIn(this OptionError error, IReadOnlyDictionary<string, OptionText> texts) =>
        error.File is { } file ? new(file, error.Line, error.Column) : texts.GetValueOrDefault(error.Option)?.Location;

    /// <summary>The message; it names the option unless its place is a file of its own.</summary>
    public static string Text(this OptionError error, string prefix = "") =>
        error.File is null ? $"option '{prefix}{error.Option}': {error.Message}" : error.Message;
}
