using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>What a <see cref="NetcatUdpSource"/> can be told.</summary>
public sealed class NetcatUdpOptions
{
    /// <summary>The address to listen on; null for every address.</summary>
    [Option("bind", Summary = "Address or host name to listen on; every address when it is not given.")]
    public string? Bind { get; init; }

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "UDP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>The name of the header that tells the sender.</summary>
    [Option("remoteAddress", Summary = "Name of a header that is set to the sender as /ip:port; none when it is not given.")]
    public string? RemoteAddress { get; init; }
}
