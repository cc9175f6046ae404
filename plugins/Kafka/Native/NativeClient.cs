using System.Runtime.InteropServices;
using System.Text;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka.Native;

/// <summary>
/// A client of librdkafka and its main queue. What it logs and complains of comes through that queue, to the thread that polls it,
/// and goes to the component's log.
/// </summary>
internal sealed unsafe class NativeClient : IDisposable
{
    private const int ErrorSize = 512;

    // syslog's levels, as librdkafka counts.
    private const int ErrorLevel = 3;
    private const int WarningLevel = 4;

    private readonly ComponentContext _context;
    private nint _handle;
    private nint _main;

    /// <exception cref="ConfigurationException">The library is missing, or refuses a setting.</exception>
    public NativeClient(ClientSettings settings, ComponentContext context, int events, Action<nint>? configure = null)
    {
        _context = context;
        LibraryFile.Require();
        var conf = Librdkafka.rd_kafka_conf_new();
        try
        {
            Set(conf, settings.Values.Append(new("log.queue", "true")), settings.Side);
            Librdkafka.rd_kafka_conf_set_events(conf, events | Librdkafka.EventLog | Librdkafka.EventError);
            configure?.Invoke(conf);
            var error = stackalloc byte[ErrorSize];
            _handle = Librdkafka.rd_kafka_new(settings.Side == ClientSide.Producer ? Librdkafka.Producer : Librdkafka.Consumer, conf, error, ErrorSize);
            if (_handle == 0)
                throw new ConfigurationException($"The Kafka client cannot be made: {Text((nint)error)}.");
        }
        catch
        {
            Librdkafka.rd_kafka_conf_destroy(conf);
            throw;
        }
        _main = Librdkafka.rd_kafka_queue_get_main(_handle);
        Librdkafka.rd_kafka_set_log_queue(_handle, _main);
    }

    /// <summary>The rd_kafka_t.</summary>
    public nint Handle => _handle;

    /// <summary>The queue of everything that is no fetched record.</summary>
    public nint Main => _main;

    /// <summary>Text of librdkafka's.</summary>
    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    /// <summary>Tells the log what an event of another kind than the owner's says.</summary>
    public void Report(nint polled)
    {
        var type = Librdkafka.rd_kafka_event_type(polled);
        if (type == Librdkafka.EventError)
            _context.Problems.Report($"Kafka: {Text(Librdkafka.rd_kafka_event_error_string(polled))}", level: LogLevel.Warning);
        if (type != Librdkafka.EventLog)
            return;
        nint facility, text;
        int level;
        if (Librdkafka.rd_kafka_event_log(polled, &facility, &text, &level) != 0)
            return;
        if (level <= WarningLevel)
            _context.Problems.Report($"Kafka: {Text(facility)}: {Text(text)}", level: level <= ErrorLevel ? LogLevel.Warning : LogLevel.Information);
        else
            _context.Logger.LogDebug("Kafka: {Facility}: {Text}", Text(facility), Text(text));
    }

    /// <summary>What made the client useless for good; null: it works.</summary>
    public string? FatalError()
    {
        var text = stackalloc byte[ErrorSize];
        return Librdkafka.rd_kafka_fatal_error(_handle, text, ErrorSize) == KafkaCode.None ? null : Text((nint)text);
    }

    /// <summary>Ends the client; nobody polls or calls it any more.</summary>
    public void Dispose()
    {
        if (_handle == 0)
            return;
        Librdkafka.rd_kafka_queue_destroy(_main);
        Librdkafka.rd_kafka_destroy(_handle);
        (_handle, _main) = (0, 0);
    }

    private void Set(nint conf, IEnumerable<KeyValuePair<string, string>> values, ClientSide side)
    {
        var error = stackalloc byte[ErrorSize];
        foreach (var (name, value) in values)
        {
            switch (Librdkafka.rd_kafka_conf_set(conf, name, value, error, ErrorSize))
            {
                // RD_KAFKA_CONF_UNKNOWN: as Java's clients do with a property that they do not know.
                case -2:
                    _context.Logger.LogWarning("{Prefix}{Name} is no property of Kafka's clients that is known here: it is ignored",
                        ClientSettings.PrefixOf(side), name);
                    break;
                case not 0:
                    throw new ConfigurationException($"{ClientSettings.PrefixOf(side)}{name} is refused by librdkafka: {Text((nint)error)}");
            }
        }
    }
}
