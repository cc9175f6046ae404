using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Thrift;

/// <summary>What a <see cref="ScribeSource"/> can be told.</summary>
public sealed class ScribeOptions
{
    /// <summary>The port to listen on, of every address.</summary>
    [Option("port", Default = 1499, Summary = "TCP port to listen on, at every address.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>The longest frame.</summary>
    [Option("maxReadBufferBytes", Default = 16_384_000, Unit = "bytes", BadValueIsDefault = true,
        Summary = "Largest call that is accepted; a client that sends more is disconnected.")]
    [Range(1, int.MaxValue)]
    public int MaxReadBufferBytes { get; init; }

    /// <summary>Without meaning: nothing waits for a thread.</summary>
    [Option("workerThreads", Default = 5, BadValueIsDefault = true, Summary = "Accepted for Flume's sake: connections need no threads of their own.")]
    [Range(1, int.MaxValue)]
    public int WorkerThreads { get; init; }
}
