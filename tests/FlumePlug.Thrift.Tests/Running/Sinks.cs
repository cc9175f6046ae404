using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift.Tests.Running;

/// <summary>Thrift sinks for tests.</summary>
internal static class Sinks
{
    public static ThriftSinkOptions Options(
        int port, ThriftProtocol protocol = ThriftProtocol.Compact, TestAuthority? tls = null, int reset = 0, long timeout = 20_000) => new()
        {
            Hostname = "localhost",
            Port = port,
            Protocol = protocol,
            BatchSize = 100,
            ConnectTimeout = timeout,
            RequestTimeout = timeout,
            ResetConnectionInterval = reset,
            Ssl = tls is not null,
            Truststore = tls?.Truststore,
            TruststorePassword = TestAuthority.Password,
        };

    /// <summary>Sends events in one batch and waits until they are stored.</summary>
    public static async Task DeliverAsync(this ThriftSink sink, params Event[] events)
    {
        using var batch = TestEvents.BatchOf(events);
        await sink.ProcessAsync(batch, TestContext.Current.CancellationToken);
        await sink.FlushAsync(TestContext.Current.CancellationToken);
    }
}
