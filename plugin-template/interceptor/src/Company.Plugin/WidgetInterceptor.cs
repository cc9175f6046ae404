using System.Globalization;
using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Sets a header to the body's length. Replace <see cref="Intercept"/> by what edits your events.</summary>
/// <remarks><see cref="ConcurrentAttribute"/>: it shares nothing between calls, so that several may come at a time.</remarks>
[Interceptor("widget", Summary = "Sets a header to the body's length.")]
[Concurrent]
public sealed class WidgetInterceptor(WidgetOptions options) : EventInterceptor
{
    protected override void Intercept(EventEdit edited)
    {
        if (options.DropEmpty && edited.Body.IsEmpty)
            edited.Drop();
        else
            edited.SetHeader(options.Header, edited.Body.Length.ToString(CultureInfo.InvariantCulture));
    }
}
