using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>Where an agent listens.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its TCP port.</param>
public readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <exception cref="ConfigurationException">It is none, in Flume's words.</exception>
    public static HostPort Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        if (host is ['[', .., ']'])
            host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal))
            host = "";
        if (host.Length == 0)
            throw new ConfigurationException($"Invalid hostname: '{text}' is not host:port.");
        return int.TryParse(text.AsSpan(colon + 1), out var port) && port is > 0 and < 65536 ? new(host, port)
            : throw new ConfigurationException($"Invalid Port: '{text[(colon + 1)..]}' in '{text}'.");
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
