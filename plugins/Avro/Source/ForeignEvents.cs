using FlumePlug.Sdk;
using FlumePlug.Wire.Avro;

namespace FlumePlug.Avro;

/// <summary>Events that a client wrote by a schema of its own: as in Avro, fields are matched by their names.</summary>
internal static class ForeignEvents
{
    /// <summary>Why the parameters are not those of the call; null: they are.</summary>
    public static string? Fault(GenericRecord parameters, bool isBatch) =>
        isBatch
            ? parameters["events"] is not List<object?> events ? "appendBatch needs events"
                : events.Select(FaultOf).FirstOrDefault(fault => fault is not null)
            : FaultOf(parameters["event"]);

    /// <summary>Adds the events of parameters without fault.</summary>
    public static void Add(GenericRecord parameters, EventBatch batch)
    {
        if (parameters["events"] is List<object?> events)
            events.ForEach(one => AddOne((GenericRecord)one!, batch));
        else
            AddOne((GenericRecord)parameters["event"]!, batch);
    }

    private static string? FaultOf(object? value) =>
        value is GenericRecord record && record["headers"] is Dictionary<string, object?> headers && headers.Values.All(one => one is string)
            && record["body"] is byte[]? null : "an event needs headers, a map of strings, and a body of bytes";

    private static void AddOne(GenericRecord record, EventBatch batch)
    {
        var headers = ((Dictionary<string, object?>)record["headers"]!).Select(one => KeyValuePair.Create(one.Key, (string)one.Value!));
        batch.Add(Headers.From(headers), (byte[])record["body"]!);
    }
}
