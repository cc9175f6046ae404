namespace FlumePlug.Wire.Avro;

/// <summary>The types of Avro.</summary>
public enum AvroType
{
#pragma warning disable CS1591, CA1720 // Each is Avro's type of its name.
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Union,
    Fixed,
#pragma warning restore CS1591, CA1720
}

/// <summary>An Avro schema. Immutable once parsed; may refer to itself through its named types.</summary>
public abstract class AvroSchema(AvroType type)
{
    /// <summary>The type.</summary>
    public AvroType Type { get; } = type;

    /// <summary>The fewest bytes of a value are none: as many as one likes fit into nothing.</summary>
    internal virtual bool MayBeEmpty => Type == AvroType.Null;

    /// <summary>Parses a schema from its JSON text.</summary>
    /// <exception cref="WireFormatException">It is no schema; the message says why.</exception>
    public static AvroSchema Parse(string json) => SchemaParser.Parse(json);
}

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
public sealed class PrimitiveSchema : AvroSchema
{
    internal static readonly IReadOnlyDictionary<string, PrimitiveSchema> ByName = Enum.GetValues<AvroType>()
        .Where(type => type <= AvroType.String)
        .ToDictionary(type => type.ToString().ToLowerInvariant(), type => new PrimitiveSchema(type));

    private PrimitiveSchema(AvroType type)
        : base(type)
    {
    }
}

/// <summary>A type with a name: record, enum or fixed.</summary>
public abstract class NamedSchema(AvroType type, string fullName) : AvroSchema(type)
{
    /// <summary>The name with its namespace.</summary>
    public string FullName { get; } = fullName;

    /// <summary>The name without its namespace.</summary>
    public string Name => FullName[(FullName.LastIndexOf('.') + 1)..];
}

/// <summary>A field of a record.</summary>
public sealed record AvroField(string Name, AvroSchema Schema);

/// <summary>A record.</summary>
public sealed class RecordSchema(string fullName) : NamedSchema(AvroType.Record, fullName)
{
    private bool? _mayBeEmpty;

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<AvroField> Fields { get; internal set; } = [];

    // A record that contains itself does so behind a union, an array or a map, which take a byte.
    internal override bool MayBeEmpty
    {
        get
        {
            if (_mayBeEmpty is { } known)
                return known;
            _mayBeEmpty = false;
            _mayBeEmpty = Fields.All(one => one.Schema.MayBeEmpty);
            return _mayBeEmpty.Value;
        }
    }

    /// <summary>The position of a field, or -1.</summary>
    public int IndexOf(string field)
    {
        for (var i = 0; i < Fields.Count; i++)
            if (Fields[i].Name == field)
                return i;
        return -1;
    }
}

/// <summary>An enum.</summary>
public sealed class EnumSchema(string fullName, IReadOnlyList<string> symbols) : NamedSchema(AvroType.Enum, fullName)
{
    /// <summary>The symbols in order.</summary>
    public IReadOnlyList<string> Symbols { get; } = symbols;
}

/// <summary>So many bytes.</summary>
public sealed class FixedSchema(string fullName, int size) : NamedSchema(AvroType.Fixed, fullName)
{
    /// <summary>How many.</summary>
    public int Size { get; } = size;

    internal override bool MayBeEmpty => Size == 0;
}

/// <summary>An array.</summary>
public sealed class ArraySchema(AvroSchema items) : AvroSchema(AvroType.Array)
{
    /// <summary>What it holds.</summary>
    public AvroSchema Items { get; } = items;
}

/// <summary>A map with string keys.</summary>
public sealed class MapSchema(AvroSchema values) : AvroSchema(AvroType.Map)
{
    /// <summary>What it holds.</summary>
    public AvroSchema Values { get; } = values;
}

/// <summary>One of several.</summary>
public sealed class UnionSchema(IReadOnlyList<AvroSchema> branches) : AvroSchema(AvroType.Union)
{
    /// <summary>The branches in order.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; } = branches;
}
