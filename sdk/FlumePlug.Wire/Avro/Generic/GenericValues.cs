namespace FlumePlug.Wire.Avro;

/// <summary>A record as it was read: its values in the order of the schema's fields.</summary>
/// <remarks>Values are null, bool, int, long, float, double, byte[] (bytes and fixed), string, <see cref="EnumValue"/>,
/// <see cref="GenericRecord"/>, List&lt;object?&gt; and Dictionary&lt;string, object?&gt;.</remarks>
public sealed class GenericRecord(RecordSchema schema, object?[] values)
{
    /// <summary>The record's schema.</summary>
    public RecordSchema Schema { get; } = schema;

    /// <summary>The values.</summary>
    public IReadOnlyList<object?> Values { get; } = values;

    /// <summary>The value of a field, or null when there is none.</summary>
    public object? this[string field] => Schema.IndexOf(field) is >= 0 and var index ? Values[index] : null;
}

/// <summary>A symbol of an enum.</summary>
public sealed record EnumValue(string Symbol);
