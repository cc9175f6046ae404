using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Options of <see cref="WidgetSerializer"/>.</summary>
public sealed class WidgetOptions
{
    [Option("includeHeaders", Default = true, Summary = "Write the headers beside the body.")]
    public bool IncludeHeaders { get; init; }
}
