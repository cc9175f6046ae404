using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;

namespace FlumePlug.Core.Plugins;

/// <summary>The members of an enum in the order of its declaration.</summary>
internal sealed record EnumMembers(PrimitiveTypeCode Underlying, ImmutableArray<KeyValuePair<string, object>> Values)
{
    public IReadOnlyList<string> Names => [.. Values.Select(member => member.Key)];

    /// <summary>The name of a value; its digits when there is none.</summary>
    public string NameOf(object value) =>
        Values.FirstOrDefault(member => member.Value.Equals(value)).Key ?? Convert.ToString(value, CultureInfo.InvariantCulture)!;

    /// <summary>The members when the type is an enum.</summary>
    public static EnumMembers? Of(TypeName type)
    {
        if (type.Resolve() is { } site)
            return Of(site);
        // A framework's type is the agent's own: reflection runs no plugin code.
        var scope = type.Handle.IsNil ? null : type.Home.ScopeOf(type.Handle);
        return scope is not null && SharedAssemblies.Contains(scope) ? OfShared(scope, type.FullName) : null;
    }

    /// <summary>The members of the enum that a serialized name means, seen from an assembly.</summary>
    public static EnumMembers? Of(string serializedName, AssemblyMetadata home)
    {
        var parts = serializedName.Split(',', 3, StringSplitOptions.TrimEntries);
        var assembly = parts.Length > 1 ? home.Folder.Find(parts[1]) : home;
        if (assembly is null)
            return OfShared(parts[1], parts[0]);
        var nesting = parts[0].Split('+');
        var dot = nesting[0].LastIndexOf('.');
        var site = assembly.Find(dot < 0 ? "" : nesting[0][..dot], nesting[0][(dot + 1)..]);
        foreach (var nested in nesting.Skip(1))
            site = site?.Nested(nested);
        return site is null ? null : Of(site.Value);
    }

    private static EnumMembers? Of(TypeSite site)
    {
        var reader = site.Assembly.Reader;
        if (TypeName.NameOf(site.Assembly, site.Definition.BaseType) != "System.Enum")
            return null;
        var underlying = PrimitiveTypeCode.Int32;
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, object>>();
        foreach (var handle in site.Definition.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            if (field.Attributes.HasFlag(FieldAttributes.Literal))
            {
                var constant = reader.GetConstant(field.GetDefaultValue());
                values.Add(new(reader.GetString(field.Name), reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)!));
            }
            else if (!field.Attributes.HasFlag(FieldAttributes.Static))
            {
                var signature = reader.GetBlobReader(field.Signature);
                signature.ReadSignatureHeader();
                underlying = (PrimitiveTypeCode)signature.ReadSignatureTypeCode();
            }
        }
        return new(underlying, values.ToImmutable());
    }

    private static EnumMembers? OfShared(string assembly, string fullName)
    {
        var type = Assembly.Load(assembly).GetType(fullName);
        if (type is not { IsEnum: true })
            return null;
        var underlying = Enum.GetUnderlyingType(type);
        var values = Enum.GetNames(type).Select(name => KeyValuePair.Create(name,
            Convert.ChangeType(Enum.Parse(type, name), underlying, CultureInfo.InvariantCulture)));
        return new(Enum.Parse<PrimitiveTypeCode>(underlying.Name), [.. values]);
    }
}
