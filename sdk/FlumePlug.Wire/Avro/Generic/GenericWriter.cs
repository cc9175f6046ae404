using System.Buffers;
using System.Buffers.Binary;

namespace FlumePlug.Wire.Avro;

/// <summary>Writes values of any schema, of the types that <see cref="GenericRecord"/> names.</summary>
public static class GenericWriter
{
    /// <summary>Writes a value.</summary>
    /// <exception cref="WireFormatException">The value is none of the schema.</exception>
    public static void Write(AvroSchema schema, object? value, IBufferWriter<byte> writer)
    {
        switch (schema, value)
        {
            case (UnionSchema union, _):
                var branch = BranchOf(union, value);
                writer.WriteLong(branch);
                Write(union.Branches[branch], value, writer);
                break;
            case (RecordSchema record, GenericRecord given) when given.Values.Count == record.Fields.Count:
                for (var i = 0; i < record.Fields.Count; i++)
                    Write(record.Fields[i].Schema, given.Values[i], writer);
                break;
            case (EnumSchema symbols, EnumValue symbol) when IndexOf(symbols, symbol) is >= 0 and var index:
                writer.WriteLong(index);
                break;
            case (FixedSchema bytes, byte[] given) when given.Length == bytes.Size:
                writer.Write(given);
                break;
            case (ArraySchema array, List<object?> items):
                WriteBlock(items.Count, writer, () => items.ForEach(item => Write(array.Items, item, writer)));
                break;
            case (MapSchema map, Dictionary<string, object?> entries):
                WriteBlock(entries.Count, writer, () =>
                {
                    foreach (var (key, item) in entries)
                    {
                        writer.WriteString(key);
                        Write(map.Values, item, writer);
                    }
                });
                break;
            default:
                WritePrimitive(schema.Type, value, writer);
                break;
        }
    }

    private static void WriteBlock(int count, IBufferWriter<byte> writer, Action items)
    {
        if (count > 0)
        {
            writer.WriteLong(count);
            items();
        }
        writer.WriteLong(0);
    }

    private static void WritePrimitive(AvroType type, object? value, IBufferWriter<byte> writer)
    {
        switch (type, value)
        {
            case (AvroType.Null, null):
                break;
            case (AvroType.Boolean, bool flag):
                writer.Write([flag ? (byte)1 : (byte)0]);
                break;
            case (AvroType.Int or AvroType.Long, int number):
                writer.WriteLong(number);
                break;
            case (AvroType.Long, long number):
                writer.WriteLong(number);
                break;
            case (AvroType.Float, float real):
                BinaryPrimitives.WriteSingleLittleEndian(writer.GetSpan(4), real);
                writer.Advance(4);
                break;
            case (AvroType.Double, double real):
                BinaryPrimitives.WriteDoubleLittleEndian(writer.GetSpan(8), real);
                writer.Advance(8);
                break;
            case (AvroType.Bytes, byte[] bytes):
                writer.WriteBytes(bytes);
                break;
            case (AvroType.String, string text):
                writer.WriteString(text);
                break;
            default:
                throw new WireFormatException($"A value of {value?.GetType().Name ?? "null"} is none of type {type}.");
        }
    }

    private static int BranchOf(UnionSchema union, object? value)
    {
        for (var i = 0; i < union.Branches.Count; i++)
            if (Fits(union.Branches[i], value))
                return i;
        throw new WireFormatException($"A value of {value?.GetType().Name ?? "null"} fits no branch of the union.");
    }

    private static bool Fits(AvroSchema schema, object? value) => (schema, value) switch
    {
        (RecordSchema record, GenericRecord given) => given.Schema.FullName == record.FullName,
        (EnumSchema symbols, EnumValue symbol) => IndexOf(symbols, symbol) >= 0,
        (FixedSchema bytes, byte[] given) => given.Length == bytes.Size,
        (ArraySchema, List<object?>) or (MapSchema, Dictionary<string, object?>) => true,
        _ => (schema.Type, value) is (AvroType.Null, null) or (AvroType.Boolean, bool) or (AvroType.Int, int) or (AvroType.Long, long)
            or (AvroType.Float, float) or (AvroType.Double, double) or (AvroType.Bytes, byte[]) or (AvroType.String, string),
    };

    private static int IndexOf(EnumSchema schema, EnumValue value)
    {
        for (var i = 0; i < schema.Symbols.Count; i++)
            if (schema.Symbols[i] == value.Symbol)
                return i;
        return -1;
    }
}
