using System.Reflection.Metadata;

namespace FlumePlug.Core.Plugins;

/// <summary>A type as a signature names it.</summary>
/// <param name="FullName">Its name as reflection gives it, without type arguments: <c>System.Nullable`1</c>.</param>
/// <param name="Home">The assembly whose signature it stands in.</param>
/// <param name="Handle">Its row there; nil for primitive types and arrays.</param>
/// <param name="Arguments">The type arguments, or the element of an array.</param>
internal sealed record TypeName(string FullName, AssemblyMetadata Home, EntityHandle Handle, TypeName[] Arguments)
{
    public const string Array = "[]";

    /// <summary>The code of a primitive type; it means the same in signatures and in attributes.</summary>
    public SignatureTypeCode Primitive { get; private init; }

    /// <summary>Where the type is defined, unless that is a framework.</summary>
    public TypeSite? Resolve() => Handle.IsNil ? null : Home.Resolve(Handle);

    /// <summary>A type by its row; <paramref name="outer"/> are the type arguments of the type that names it.</summary>
    public static TypeName Of(AssemblyMetadata home, EntityHandle handle, TypeName[] outer)
    {
        if (handle.Kind != HandleKind.TypeSpecification)
            return new(NameOf(home, handle), home, handle, []);
        var signature = home.Reader.GetBlobReader(home.Reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
        return Read(home, ref signature, outer);
    }

    /// <summary>Reads the next type of a signature (ECMA-335 II.23.2.12).</summary>
    public static TypeName Read(AssemblyMetadata home, ref BlobReader signature, TypeName[] outer)
    {
        var code = signature.ReadSignatureTypeCode();
        switch (code)
        {
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                signature.ReadTypeHandle();
                return Read(home, ref signature, outer);
            case SignatureTypeCode.TypeHandle:
                return Of(home, signature.ReadTypeHandle(), outer);
            case SignatureTypeCode.GenericTypeInstance:
                signature.ReadSignatureTypeCode();
                var generic = Of(home, signature.ReadTypeHandle(), outer);
                var arguments = new TypeName[signature.ReadCompressedInteger()];
                for (var i = 0; i < arguments.Length; i++)
                    arguments[i] = Read(home, ref signature, outer);
                return generic with { Arguments = arguments };
            case SignatureTypeCode.SZArray:
                return new(Array, home, default, [Read(home, ref signature, outer)]);
            case SignatureTypeCode.GenericTypeParameter:
                var position = signature.ReadCompressedInteger();
                return position < outer.Length ? outer[position] : new("?", home, default, []);
            default:
                return new("System." + code, home, default, []) { Primitive = code };
        }
    }

    /// <summary>The parameters of a method or indexer; the return type is skipped.</summary>
    public static TypeName[] Parameters(AssemblyMetadata home, BlobHandle signatureBlob)
    {
        var signature = home.Reader.GetBlobReader(signatureBlob);
        signature.ReadSignatureHeader();
        var parameters = new TypeName[signature.ReadCompressedInteger()];
        Read(home, ref signature, []);
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = Read(home, ref signature, []);
        return parameters;
    }

    /// <summary>The type of a property.</summary>
    public static TypeName OfProperty(AssemblyMetadata home, BlobHandle signatureBlob, TypeName[] outer)
    {
        var signature = home.Reader.GetBlobReader(signatureBlob);
        signature.ReadSignatureHeader();
        signature.ReadCompressedInteger();
        return Read(home, ref signature, outer);
    }

    /// <summary>The full name of a type definition or reference, nested ones with <c>+</c>.</summary>
    public static string NameOf(AssemblyMetadata home, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            var type = home.Reader.GetTypeDefinition((TypeDefinitionHandle)handle);
            return type.IsNested
                ? NameOf(home, type.GetDeclaringType()) + "+" + home.Text(type.Name)
                : Qualified(home, type.Namespace, type.Name);
        }
        if (handle.Kind != HandleKind.TypeReference)
            return "?";
        var reference = home.Reader.GetTypeReference((TypeReferenceHandle)handle);
        return reference.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf(home, reference.ResolutionScope) + "+" + home.Text(reference.Name)
            : Qualified(home, reference.Namespace, reference.Name);
    }

    private static string Qualified(AssemblyMetadata home, StringHandle space, StringHandle name) =>
        space.IsNil ? home.Text(name) : home.Text(space) + "." + home.Text(name);
}
