using FlumePlug.Client;
using FlumePlug.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Logging;

/// <summary>Adds agents to where an application logs.</summary>
public static class FlumeLoggingExtensions
{
    /// <summary>Logs to the agent at <c>host:port</c>, or to several, separated by blanks, in turn.</summary>
    /// <exception cref="FlumePlug.Sdk.ConfigurationException">A host cannot be.</exception>
    public static ILoggingBuilder AddFlume(this ILoggingBuilder builder, string hosts) => builder.AddFlume(LogAppenderOptions.To(hosts));

    /// <summary>Logs to agents.</summary>
    public static ILoggingBuilder AddFlume(this ILoggingBuilder builder, LogAppenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ILoggerProvider>(_ => new FlumeLoggerProvider(options));
        return builder;
    }
}
