using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>What a <see cref="NetcatSource"/> can be told.</summary>
public sealed class NetcatOptions
{
    /// <summary>The address to listen on.</summary>
    [Option("bind", Required = true, Summary = "Address or host name to listen on; 0.0.0.0 for every address.")]
    public string Bind { get; init; } = null!;

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "TCP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>The longest line in UTF-16 characters, its newline included.</summary>
    [Option("max-line-length", Default = 512, Unit = "chars",
        Summary = "Longest line in characters, its newline included; 0 or less refuses whoever connects.")]
    public int MaxLineLength { get; init; }

    /// <summary>Whether each stored event is answered with OK.</summary>
    [Option("ack-every-event", Default = true, Summary = "Answer OK and a newline for each stored event.")]
    public bool AckEveryEvent { get; init; }

    /// <summary>The charset of the lines and of the answers.</summary>
    [Option("encoding", Default = "utf-8", Summary = "Charset of the lines and of the answers; bodies are always UTF-8.")]
    public Charset Encoding { get; init; } = null!;

    /// <summary>Ours: the most connections at a time.</summary>
    [Option("max-connections", Default = 50_000, Unit = "connections",
        Summary = "Most connections at a time; one more is told so and closed. The files that the process may open (ulimit -n), "
            + "less a reserve of 64 to 256, bound it too. FlumePlug's own, not in Flume.")]
    [Range(1, int.MaxValue)]
    public int MaxConnections { get; init; }
}
