using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Options of <see cref="WidgetInterceptor"/>.</summary>
public sealed class WidgetOptions
{
    [Option("header", Default = "length", Summary = "The header that gets the body's length in bytes.")]
    public string Header { get; init; } = null!;

    [Option("dropEmpty", Default = false, Summary = "Drop events without a body.")]
    public bool DropEmpty { get; init; }
}
