using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace FlumePlug.Core.Plugins;

/// <summary>The metadata of one assembly. Nothing of the assembly is loaded.</summary>
internal sealed class AssemblyMetadata
{
    // Not disposed: components are decoded when somebody asks, and its memory goes with it.
    private readonly PEReader _image;

    private AssemblyMetadata(PEReader image, AssemblyFolder folder)
    {
        _image = image;
        Reader = image.GetMetadataReader(MetadataReaderOptions.None);
        Folder = folder;
    }

    public MetadataReader Reader { get; }

    /// <summary>Where the assemblies are that this one refers to.</summary>
    public AssemblyFolder Folder { get; }

    /// <exception cref="BadImageFormatException">Not a .NET assembly.</exception>
    public static AssemblyMetadata Open(string path, AssemblyFolder folder)
    {
        // Opening a pipe or a device would wait for ever; like an empty file, it has no length.
        if (new FileInfo(path) is { Exists: true, Length: 0 })
            throw new BadImageFormatException("it is empty, or no regular file");
        // Read at once, not mapped: a file that is replaced in place while it is mapped ends the process.
        using var file = File.OpenRead(path);
        var image = new PEReader(file, PEStreamOptions.PrefetchMetadata | PEStreamOptions.LeaveOpen);
        if (!image.HasMetadata)
            throw new BadImageFormatException("no .NET metadata");
        return new(image, folder);
    }

    public string Text(StringHandle handle) => Reader.GetString(handle);

    /// <summary>The definition of a type: here, or in an assembly that is the plugin's own or the SDK; else null.</summary>
    public TypeSite? Resolve(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => new(this, (TypeDefinitionHandle)type),
        HandleKind.TypeReference => Resolve(Reader.GetTypeReference((TypeReferenceHandle)type)),
        _ => null,
    };

    private TypeSite? Resolve(TypeReference reference)
    {
        var name = Text(reference.Name);
        return reference.ResolutionScope.Kind switch
        {
            HandleKind.AssemblyReference =>
                Folder.Find(AssemblyNameOf(reference.ResolutionScope))?.Find(Text(reference.Namespace), name),
            HandleKind.TypeReference => Resolve(reference.ResolutionScope) is { } outer ? outer.Nested(name) : null,
            _ => null,
        };
    }

    /// <summary>The top-level type of a name.</summary>
    public TypeSite? Find(string space, string name)
    {
        foreach (var handle in Reader.TypeDefinitions)
        {
            var type = Reader.GetTypeDefinition(handle);
            if (Reader.StringComparer.Equals(type.Name, name) && Reader.StringComparer.Equals(type.Namespace, space)
                && !type.IsNested)
                return new(this, handle);
        }
        return null;
    }

    /// <summary>The simple name of the assembly where a type reference starts; null: in this one.</summary>
    public string? ScopeOf(EntityHandle type)
    {
        while (type.Kind == HandleKind.TypeReference)
            type = Reader.GetTypeReference((TypeReferenceHandle)type).ResolutionScope;
        return type.Kind == HandleKind.AssemblyReference ? AssemblyNameOf(type) : null;
    }

    private string AssemblyNameOf(EntityHandle reference) =>
        Text(Reader.GetAssemblyReference((AssemblyReferenceHandle)reference).Name);
}

/// <summary>Where a type is defined.</summary>
internal readonly record struct TypeSite(AssemblyMetadata Assembly, TypeDefinitionHandle Handle)
{
    public TypeDefinition Definition => Assembly.Reader.GetTypeDefinition(Handle);

    public TypeSite? Nested(string name)
    {
        foreach (var nested in Definition.GetNestedTypes())
            if (Assembly.Reader.StringComparer.Equals(Assembly.Reader.GetTypeDefinition(nested).Name, name))
                return new(Assembly, nested);
        return null;
    }
}
