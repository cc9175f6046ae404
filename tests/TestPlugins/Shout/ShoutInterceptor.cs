using System.Text;
using FlumePlug.Sdk;

namespace Acme.Shout;

[Interceptor("shout", Summary = "Writes bodies in capitals.")]
[Concurrent]
public sealed class ShoutInterceptor(ShoutOptions options) : EventInterceptor
{
    protected override void Intercept(EventEdit edited)
    {
        if (options.Header is { } header && edited.Headers[header] is null)
            return;
        edited.SetBody(Encoding.UTF8.GetBytes(edited.Text.ToString().ToUpperInvariant() + options.Mark));
    }
}
