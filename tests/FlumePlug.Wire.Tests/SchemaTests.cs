using System.Buffers;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Wire.Tests;

public sealed class SchemaTests
{
    // The fingerprints of Avro's own test data (share/test/data/schema-tests.txt).
    [Theory]
    [InlineData("\"null\"", 7195948357588979594L)]
    [InlineData("\"boolean\"", -6970731678124411036L)]
    [InlineData("\"int\"", 8247732601305521295L)]
    [InlineData("{\"type\":\"long\"}", -3434872931120570953L)]
    [InlineData("\"float\"", 5583340709985441680L)]
    [InlineData("\"double\"", -8181574048448539266L)]
    [InlineData("\"bytes\"", 5746618253357095269L)]
    [InlineData("\"string\"", -8142146995180207161L)]
    public void The_fingerprint_is_Avros(string schema, long fingerprint) =>
        Assert.Equal(fingerprint, BitConverter.ToInt64(CanonicalForm.Fingerprint(AvroSchema.Parse(schema))));

    [Fact]
    public void The_canonical_form_keeps_what_matters_with_full_names()
    {
        var schema = AvroSchema.Parse("""
            { "type": "record", "name": "Event", "namespace": "a.b", "doc": "d", "fields": [
                { "name": "kind", "type": { "type": "enum", "name": "Kind", "symbols": ["A", "B"], "default": "A" }, "default": "A" },
                { "name": "next", "type": ["null", "Event"] }, { "name": "id", "type": { "type": "fixed", "name": "c.Id", "size": 4 } },
                { "name": "more", "type": { "type": "map", "values": { "type": "array", "items": "a.b.Kind" } }, "order": "ignore" } ] }
            """);
        Assert.Equal("""
            {"name":"a.b.Event","type":"record","fields":[{"name":"kind","type":{"name":"a.b.Kind","type":"enum","symbols":["A","B"]}},
            {"name":"next","type":["null","a.b.Event"]},{"name":"id","type":{"name":"c.Id","type":"fixed","size":4}},
            {"name":"more","type":{"type":"map","values":{"type":"array","items":"a.b.Kind"}}}]}
            """.ReplaceLineEndings(""), CanonicalForm.Of(schema));
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("\"strin\"", "'strin' that is not defined")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\"}", "no 'fields'")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\"}", "no 'symbols'")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}", "no number")]
    [InlineData("[[\"int\"]]", "directly contains another")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"enum\",\"name\":\"R\",\"symbols\":[]}}]}", "twice")]
    [InlineData("7", "no schema")]
    public void What_is_no_schema_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<WireFormatException>(() => AvroSchema.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_schema_nested_too_deeply_is_refused() =>
        Assert.Throws<WireFormatException>(() => AvroSchema.Parse(
            string.Concat(Enumerable.Repeat("{\"type\":\"array\",\"items\":", 10_000)) + "\"int\"" + new string('}', 10_000)));

    [Fact]
    public void Values_of_every_type_survive()
    {
        var schema = (RecordSchema)AvroSchema.Parse("""
            { "type": "record", "name": "All", "fields": [ { "name": "n", "type": "null" }, { "name": "b", "type": "boolean" },
              { "name": "i", "type": "int" }, { "name": "l", "type": "long" }, { "name": "f", "type": "float" }, { "name": "d", "type": "double" },
              { "name": "y", "type": "bytes" }, { "name": "s", "type": "string" }, { "name": "e", "type": { "type": "enum", "name": "E", "symbols": ["X", "Y"] } },
              { "name": "x", "type": { "type": "fixed", "name": "X2", "size": 2 } }, { "name": "a", "type": { "type": "array", "items": "int" } },
              { "name": "m", "type": { "type": "map", "values": "string" } }, { "name": "u", "type": ["null", "string", "All"] } ] }
            """);
        object?[] Values(object? union) => [null, true, -5, long.MinValue, 1.5f, Math.PI, new byte[] { 1, 2 }, "ä", new EnumValue("Y"), new byte[] { 8, 9 },
            new List<object?> { 1, 2, 3 }, new Dictionary<string, object?> { ["k"] = "v" }, union];
        var value = new GenericRecord(schema, Values(new GenericRecord(schema, Values("inner"))));

        var writer = new ArrayBufferWriter<byte>();
        GenericWriter.Write(schema, value, writer);
        var reader = new AvroReader(writer.WrittenSpan);
        var read = (GenericRecord)GenericReader.Read(schema, ref reader)!;
        var skipped = new AvroReader(writer.WrittenSpan);
        GenericReader.Skip(schema, ref skipped);

        Assert.Equivalent(value, read, strict: true);
        Assert.Equal((writer.WrittenCount, writer.WrittenCount), (reader.Position, skipped.Position));
        Assert.Equal("inner", ((GenericRecord)read["u"]!)["u"]);
    }

    [Theory]
    [InlineData("{\"type\":\"array\",\"items\":\"null\"}", "FEFFFFFFFFFFFFFFFF01")]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "FEFFFFFFFFFFFFFFFF01")]
    [InlineData("{\"type\":\"map\",\"values\":\"null\"}", "FEFFFFFFFFFFFFFFFF01")]
    [InlineData("\"string\"", "FEFFFFFFFFFFFFFFFF01")]
    [InlineData("[\"null\",\"int\"]", "0400")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}", "02")]
    public void Hostile_values_are_refused_and_cost_nothing(string json, string hex)
    {
        var schema = AvroSchema.Parse(json);
        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new AvroReader(Convert.FromHexString(hex));
            GenericReader.Read(schema, ref reader);
        });
        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new AvroReader(Convert.FromHexString(hex));
            GenericReader.Skip(schema, ref reader);
        });
    }

    [Fact]
    public void A_value_nested_without_end_is_refused()
    {
        var schema = AvroSchema.Parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":[\"null\",\"R\"]}]}");
        var bytes = Enumerable.Repeat((byte)2, 100_000).ToArray();
        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new AvroReader(bytes);
            GenericReader.Read(schema, ref reader);
        });
    }

    // Captured from Flume 1.11: AvroSourceProtocol.PROTOCOL.getMD5().
    [Fact]
    public void Flumes_protocol_has_Flumes_hash() => Assert.Equal("86aadae2c45474c0fe93ffd0f2350a65", AvroProtocol.Flume.Hash.ToString());
}
