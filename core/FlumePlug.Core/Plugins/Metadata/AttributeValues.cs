using System.Reflection.Metadata;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// An attribute as metadata holds it (ECMA-335 II.23.3), decoded without loading its class. Enum values are member names,
/// types are their serialized names.
/// </summary>
internal sealed class AttributeValues
{
    private const byte NamedField = 0x53;
    private const byte NamedProperty = 0x54;

    private readonly Dictionary<string, object?> _named = [];

    private AttributeValues(string className, object?[] arguments) => (ClassName, Arguments) = (className, arguments);

    /// <summary>The attribute's full name.</summary>
    public string ClassName { get; }

    /// <summary>The constructor's arguments.</summary>
    public object?[] Arguments { get; }

    /// <summary>A named value, or a fallback when it is not set.</summary>
    public T Named<T>(string name, T fallback) => _named.TryGetValue(name, out var value) && value is T set ? set : fallback;

    /// <summary>The strings of a named array.</summary>
    public string[] NamedStrings(string name) =>
        _named.TryGetValue(name, out var value) && value is object?[] items ? [.. items.OfType<string>()] : [];

    /// <summary>The full name of an attribute's class.</summary>
    public static string ClassOf(AssemblyMetadata home, CustomAttribute attribute) => ClassOf(home, attribute.Constructor);

    /// <summary>The full name of the class that a constructor belongs to.</summary>
    public static string ClassOf(AssemblyMetadata home, EntityHandle constructor) =>
        TypeName.NameOf(home, constructor.Kind == HandleKind.MethodDefinition
            ? home.Reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()
            : home.Reader.GetMemberReference((MemberReferenceHandle)constructor).Parent);

    /// <summary>Decodes an attribute; null when it has a value that cannot be decoded.</summary>
    public static AttributeValues? Read(AssemblyMetadata home, CustomAttribute attribute)
    {
        var signature = attribute.Constructor.Kind == HandleKind.MethodDefinition
            ? home.Reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).Signature
            : home.Reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Signature;
        try
        {
            var blob = home.Reader.GetBlobReader(attribute.Value);
            blob.ReadUInt16();
            var arguments = Array.ConvertAll(TypeName.Parameters(home, signature), type => new ValueType(type));
            var values = new object?[arguments.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = arguments[i].ReadValue(home, ref blob);
            var result = new AttributeValues(ClassOf(home, attribute), values);
            result.ReadNamed(home, ref blob);
            return result;
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private void ReadNamed(AssemblyMetadata home, ref BlobReader blob)
    {
        for (var left = blob.ReadUInt16(); left > 0; left--)
        {
            if (blob.ReadByte() is not (NamedField or NamedProperty))
                throw new BadImageFormatException("named argument expected");
            var type = ValueType.Read(home, ref blob);
            var name = blob.ReadSerializedString()!;
            _named[name] = type.ReadValue(home, ref blob);
        }
    }

    // What a value's bytes mean: a code, the element of an array, or the members of an enum.
    private sealed class ValueType
    {
        private readonly SerializationTypeCode _code;
        private readonly ValueType? _element;
        private readonly EnumMembers? _members;

        private ValueType(SerializationTypeCode code, ValueType? element = null, EnumMembers? members = null) =>
            (_code, _element, _members) = (code, element, members);

        public ValueType(TypeName type)
        {
            _code = type.FullName switch
            {
                TypeName.Array => SerializationTypeCode.SZArray,
                "System.Object" => SerializationTypeCode.TaggedObject,
                "System.Type" => SerializationTypeCode.Type,
                _ => type.Handle.IsNil ? (SerializationTypeCode)type.Primitive : SerializationTypeCode.Enum,
            };
            if (_code == SerializationTypeCode.SZArray)
                _element = new ValueType(type.Arguments[0]);
            else if (_code == SerializationTypeCode.Enum)
                _members = EnumMembers.Of(type) ?? throw new BadImageFormatException($"{type.FullName} cannot be found");
        }

        public static ValueType Read(AssemblyMetadata home, ref BlobReader blob)
        {
            var code = blob.ReadSerializationTypeCode();
            return code switch
            {
                SerializationTypeCode.SZArray => new(code, element: Read(home, ref blob)),
                SerializationTypeCode.Enum => ReadEnum(blob.ReadSerializedString()!, home),
                _ => new(code),
            };
        }

        private static ValueType ReadEnum(string name, AssemblyMetadata home) =>
            new(SerializationTypeCode.Enum,
                members: EnumMembers.Of(name, home) ?? throw new BadImageFormatException($"{name} cannot be found"));

        public object? ReadValue(AssemblyMetadata home, ref BlobReader blob) => _code switch
        {
            SerializationTypeCode.String or SerializationTypeCode.Type => blob.ReadSerializedString(),
            SerializationTypeCode.TaggedObject => Read(home, ref blob).ReadValue(home, ref blob),
            SerializationTypeCode.Enum => _members!.NameOf(Primitive(ref blob, (SerializationTypeCode)_members.Underlying)),
            SerializationTypeCode.SZArray => ReadArray(home, ref blob),
            _ => Primitive(ref blob, _code),
        };

        private object?[]? ReadArray(AssemblyMetadata home, ref BlobReader blob)
        {
            var count = blob.ReadInt32();
            if (count < 0)
                return null;
            var items = new object?[count];
            for (var i = 0; i < count; i++)
                items[i] = _element!.ReadValue(home, ref blob);
            return items;
        }

        private static object Primitive(ref BlobReader blob, SerializationTypeCode code) => code switch
        {
            SerializationTypeCode.Boolean => blob.ReadBoolean(),
            SerializationTypeCode.Char => blob.ReadChar(),
            SerializationTypeCode.SByte => blob.ReadSByte(),
            SerializationTypeCode.Byte => blob.ReadByte(),
            SerializationTypeCode.Int16 => blob.ReadInt16(),
            SerializationTypeCode.UInt16 => blob.ReadUInt16(),
            SerializationTypeCode.Int32 => blob.ReadInt32(),
            SerializationTypeCode.UInt32 => blob.ReadUInt32(),
            SerializationTypeCode.Int64 => blob.ReadInt64(),
            SerializationTypeCode.UInt64 => blob.ReadUInt64(),
            SerializationTypeCode.Single => blob.ReadSingle(),
            SerializationTypeCode.Double => blob.ReadDouble(),
            _ => throw new BadImageFormatException($"{code} expected no value"),
        };
    }
}
