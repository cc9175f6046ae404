using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlumePlug.Sdk;

namespace FlumePlug.Monitoring;

/// <summary>
/// The counters as Flume's <c>/metrics</c> shows its JMX beans: an object per component named <c>TYPE.name</c>, every value a
/// string as Java writes it.
/// </summary>
internal static class MetricsJson
{
    // Flume has no such attributes; tools that read its JSON should find what they know.
    private static readonly HashSet<string> OnlyOurs =
    [
        CounterNames.EventRejectedCount,
        CounterNames.EventDroppedCount,
        CounterNames.OptionalDroppedCount,
        CounterNames.PossibleDuplicateCount,
        CounterNames.EventRecoveredCount,
    ];

    // The one attribute of Flume's beans that is neither a number nor a text.
    private const string Open = "Open";

    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON text in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<ComponentCounters> components)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text, PlainText);
        json.WriteStartObject();
        foreach (var component in components)
            Write(component, json);
        json.WriteEndObject();
        json.Flush();
        return text.WrittenMemory;
    }

    private static void Write(ComponentCounters component, Utf8JsonWriter json)
    {
        json.WriteStartObject($"{component.Kind}.{component.Name}");
        foreach (var counter in component.All)
            if (!OnlyOurs.Contains(counter.Name))
                Write(json, counter.Name, counter.Value);
        if (component.Kind == "CHANNEL")
            json.WriteString("ChannelFillPercentage", JavaDouble.ToText(FillPercentage(component)));
        json.WriteString("Type", component.Kind);
        Write(json, "StartTime", component.StartTime);
        Write(json, "StopTime", component.StopTime);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, long value) =>
        json.WriteString(name, name == Open ? value == 0 ? "false" : "true" : value.ToString(CultureInfo.InvariantCulture));

    private static double FillPercentage(ComponentCounters channel)
    {
        var capacity = channel[CounterNames.ChannelCapacity].Value;
        return capacity == 0 ? double.MaxValue : channel[CounterNames.ChannelSize].Value / (double)capacity * 100;
    }
}
