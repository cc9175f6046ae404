using System.Net.Sockets;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="HostInterceptor"/>.</summary>
public sealed class HostOptions
{
    /// <summary>Whether a value that is there stays.</summary>
    [Option("preserveExisting", Default = false, Summary = "Keep a value that is already there.")]
    public bool PreserveExisting { get; init; }

    /// <summary>Whether the address is given, not the name.</summary>
    [Option("useIP", Default = true, Summary = "Give the IP address, otherwise the canonical host name.")]
    public bool UseIP { get; init; }

    /// <summary>The header.</summary>
    [Option("hostHeader", Default = "host", Summary = "The header to set.")]
    public required string HostHeader { get; init; }
}

/// <summary>Puts the address or name of the agent's host in a header; looked up once, when the interceptor is built.</summary>
[Interceptor("host",
    Aliases = ["org.apache.flume.interceptor.HostInterceptor$Builder", "org.apache.flume.interceptor.HostInterceptor"],
    Summary = "Puts the IP address or the name of the agent's host in a header.")]
public sealed class HostInterceptor : IInterceptor
{
    private readonly HostOptions _options;
    private readonly string? _host;

    /// <summary>Looks the host up; when that fails, it warns and events pass without the header.</summary>
    public HostInterceptor(HostOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _options = options;
        try
        {
            _host = options.UseIP ? LocalHost.Address() : LocalHost.CanonicalName();
        }
        catch (SocketException e)
        {
            context.Logger.LogWarning(
                "Could not get local host address; events pass without the header {Header}. {Reason}",
                options.HostHeader, e.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_host is not null)
            BatchHeaders.Set(batch, _options.HostHeader, _host, _options.PreserveExisting);
        return ValueTask.CompletedTask;
    }
}
