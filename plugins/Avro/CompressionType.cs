namespace FlumePlug.Avro;

/// <summary>How a connection is compressed. As in Flume anything that is not <c>deflate</c>, in any case, means none.</summary>
public readonly record struct CompressionType(bool IsDeflate)
{
    /// <summary>Reads a value.</summary>
    public static CompressionType Parse(string text) => new(text.Trim().Equals("deflate", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string ToString() => IsDeflate ? "deflate" : "none";
}
