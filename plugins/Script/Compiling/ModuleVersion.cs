using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace FlumePlug.Script.Compiling;

/// <summary>Identifies the build of an assembly file without loading it.</summary>
internal static class ModuleVersion
{
    public static Guid Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
