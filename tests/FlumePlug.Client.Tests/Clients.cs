using FlumePlug.Sdk;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Client.Tests;

/// <summary>Clients and events in few words.</summary>
internal static class Clients
{
    public static FlumeClientOptions To(params int[] ports) => new() { Hosts = [.. ports.Select(port => new HostPort("localhost", port))] };

    public static Event[] Events(int count, string prefix = "") => [.. Enumerable.Range(0, count).Select(i => EventOf($"{prefix}{i}"))];

    public static IEnumerable<string> Texts(int count, string prefix = "") => Enumerable.Range(0, count).Select(i => $"{prefix}{i}");
}
