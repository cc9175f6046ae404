using System.Buffers.Binary;
using System.Text;

namespace FlumePlug.Wire.Avro;

/// <summary>Reads values of any schema, or skips them.</summary>
public static class GenericReader
{
    private const int MostDepth = 200;

    // Items that take no bytes cost their sender nothing, however many there are.
    private const int MostEmptyItems = 1 << 16;

    /// <summary>Reads a value.</summary>
    /// <exception cref="WireFormatException">The bytes are no value of the schema.</exception>
    public static object? Read(AvroSchema schema, ref AvroReader reader) => Read(schema, ref reader, 0);

    /// <summary>Goes behind a value.</summary>
    /// <exception cref="WireFormatException">The bytes are no value of the schema.</exception>
    public static void Skip(AvroSchema schema, ref AvroReader reader) => Skip(schema, ref reader, 0);

    private static object? Read(AvroSchema schema, ref AvroReader reader, int depth)
    {
        Check(depth);
        switch (schema)
        {
            case RecordSchema record:
                var values = new object?[record.Fields.Count];
                for (var i = 0; i < values.Length; i++)
                    values[i] = Read(record.Fields[i].Schema, ref reader, depth + 1);
                return new GenericRecord(record, values);
            case EnumSchema symbols:
                return new EnumValue(symbols.Symbols[Index(reader.ReadInt(), symbols.Symbols.Count)]);
            case FixedSchema bytes:
                return reader.ReadFixed(bytes.Size).ToArray();
            case UnionSchema union:
                return Read(union.Branches[Index(reader.ReadInt(), union.Branches.Count)], ref reader, depth + 1);
            case ArraySchema array:
                var items = new List<object?>();
                while (Block(ref reader, array.Items) is > 0 and var count)
                    for (; count > 0; count--)
                        items.Add(Read(array.Items, ref reader, depth + 1));
                return items;
            case MapSchema map:
                var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
                while (Block(ref reader, null) is > 0 and var count)
                    for (; count > 0; count--)
                        entries[Encoding.UTF8.GetString(reader.ReadBytes())] = Read(map.Values, ref reader, depth + 1);
                return entries;
            default:
                return Primitive(schema.Type, ref reader);
        }
    }

    private static object? Primitive(AvroType type, ref AvroReader reader) => type switch
    {
        AvroType.Null => null,
        AvroType.Boolean => reader.ReadFixed(1)[0] != 0,
        AvroType.Int => reader.ReadInt(),
        AvroType.Long => reader.ReadLong(),
        AvroType.Float => BinaryPrimitives.ReadSingleLittleEndian(reader.ReadFixed(4)),
        AvroType.Double => BinaryPrimitives.ReadDoubleLittleEndian(reader.ReadFixed(8)),
        AvroType.Bytes => reader.ReadBytes().ToArray(),
        _ => Encoding.UTF8.GetString(reader.ReadBytes()),
    };

    private static void Skip(AvroSchema schema, ref AvroReader reader, int depth)
    {
        Check(depth);
        switch (schema)
        {
            case RecordSchema record:
                foreach (var field in record.Fields)
                    Skip(field.Schema, ref reader, depth + 1);
                break;
            case EnumSchema symbols:
                Index(reader.ReadInt(), symbols.Symbols.Count);
                break;
            case FixedSchema bytes:
                reader.ReadFixed(bytes.Size);
                break;
            case UnionSchema union:
                Skip(union.Branches[Index(reader.ReadInt(), union.Branches.Count)], ref reader, depth + 1);
                break;
            case ArraySchema array:
                while (Block(ref reader, array.Items) is > 0 and var count)
                    for (; count > 0; count--)
                        Skip(array.Items, ref reader, depth + 1);
                break;
            case MapSchema map:
                while (Block(ref reader, null) is > 0 and var count)
                    for (; count > 0; count--)
                    {
                        reader.ReadBytes();
                        Skip(map.Values, ref reader, depth + 1);
                    }
                break;
            default:
                SkipPrimitive(schema.Type, ref reader);
                break;
        }
    }

    private static void SkipPrimitive(AvroType type, ref AvroReader reader)
    {
        switch (type)
        {
            case AvroType.Null:
                break;
            case AvroType.Boolean:
                reader.ReadFixed(1);
                break;
            case AvroType.Int or AvroType.Long:
                reader.ReadLong();
                break;
            case AvroType.Float:
                reader.ReadFixed(4);
                break;
            case AvroType.Double:
                reader.ReadFixed(8);
                break;
            default:
                reader.ReadBytes();
                break;
        }
    }

    // Null items: those of a map, whose keys take a byte each.
    private static long Block(ref AvroReader reader, AvroSchema? items)
    {
        var count = reader.ReadBlockCount();
        var most = items is { MayBeEmpty: true } ? MostEmptyItems : reader.Rest.Length;
        return count <= most ? count : throw new WireFormatException($"A block of {count} items in {reader.Rest.Length} bytes.");
    }

    private static int Index(int index, int count) =>
        index >= 0 && index < count ? index : throw new WireFormatException($"Index {index} of {count} symbols or branches.");

    private static void Check(int depth)
    {
        if (depth > MostDepth)
            throw new WireFormatException($"A value is nested more than {MostDepth} deep.");
    }
}
