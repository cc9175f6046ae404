using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace FlumePlug.Wire.Avro;

/// <summary>Avro's Parsing Canonical Form and the fingerprint of it: CRC-64-AVRO, the Rabin polynomial with empty value C15D213AA4D7A795.</summary>
public static class CanonicalForm
{
    private const ulong Empty = 0xC15D213AA4D7A795;

    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(index =>
    {
        var fingerprint = (ulong)index;
        for (var bit = 0; bit < 8; bit++)
            fingerprint = (fingerprint >> 1) ^ (Empty & (0UL - (fingerprint & 1)));
        return fingerprint;
    })];

    /// <summary>The canonical text of a schema.</summary>
    public static string Of(AvroSchema schema)
    {
        var text = new StringBuilder();
        Write(schema, text, []);
        return text.ToString();
    }

    /// <summary>The eight bytes of the fingerprint, the lowest first as Java's <c>parsingFingerprint</c> returns them.</summary>
    public static byte[] Fingerprint(AvroSchema schema)
    {
        var fingerprint = Empty;
        foreach (var one in Encoding.UTF8.GetBytes(Of(schema)))
            fingerprint = (fingerprint >> 8) ^ Table[(int)(fingerprint ^ one) & 0xFF];
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, fingerprint);
        return bytes;
    }

    private static void Write(AvroSchema schema, StringBuilder text, HashSet<string> written)
    {
        switch (schema)
        {
            case NamedSchema named when !written.Add(named.FullName):
                Quote(text, named.FullName);
                break;
            case RecordSchema record:
                Quote(text.Append("{\"name\":"), record.FullName).Append(",\"type\":\"record\",\"fields\":[");
                Join(record.Fields, text, field =>
                {
                    Quote(text.Append("{\"name\":"), field.Name).Append(",\"type\":");
                    Write(field.Schema, text, written);
                    text.Append('}');
                });
                text.Append("]}");
                break;
            case EnumSchema symbols:
                Quote(text.Append("{\"name\":"), symbols.FullName).Append(",\"type\":\"enum\",\"symbols\":[");
                Join(symbols.Symbols, text, symbol => Quote(text, symbol));
                text.Append("]}");
                break;
            case FixedSchema bytes:
                Quote(text.Append("{\"name\":"), bytes.FullName).Append(CultureInfo.InvariantCulture, $",\"type\":\"fixed\",\"size\":{bytes.Size}}}");
                break;
            case ArraySchema array:
                Write(array.Items, text.Append("{\"type\":\"array\",\"items\":"), written);
                text.Append('}');
                break;
            case MapSchema map:
                Write(map.Values, text.Append("{\"type\":\"map\",\"values\":"), written);
                text.Append('}');
                break;
            case UnionSchema union:
                text.Append('[');
                Join(union.Branches, text, branch => Write(branch, text, written));
                text.Append(']');
                break;
            default:
                Quote(text, schema.Type.ToString().ToLowerInvariant());
                break;
        }
    }

    private static void Join<T>(IReadOnlyList<T> items, StringBuilder text, Action<T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            write(items[i]);
        }
    }

    private static StringBuilder Quote(StringBuilder text, string name) => text.Append('"').Append(name).Append('"');
}
