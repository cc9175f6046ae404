using System.Reflection;
using System.Runtime.Loader;
using FlumePlug.Script.Compiling;

namespace FlumePlug.Script.Running;

/// <summary>
/// The world of one version of a script: its image, what it refers to with <c>#r</c> and what lies beside that; the rest is the
/// agent's. All of it is read into memory, so that files can be replaced.
/// </summary>
/// <remarks>No field may hold what is loaded here: the runtime keeps an unloading context until its assemblies are gone.</remarks>
internal sealed class VersionContext : AssemblyLoadContext
{
    private readonly IReadOnlyList<string> _references;

    public VersionContext(CompiledScript script, int number)
        : base($"{Path.GetFileName(script.Source.Files[0].Path)} version {number}", isCollectible: true)
    {
        _references = script.Source.References;
        Resolving += static (context, name) => ((VersionContext)context).BesideReferences(name);
    }

    /// <summary>Loads the script's assembly.</summary>
    public Assembly Load(CompiledScript script) => LoadFromStream(new MemoryStream(script.Answer.Image), new MemoryStream(script.Answer.Symbols));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var plugin = typeof(ScriptBase).Assembly;
        if (assemblyName.Name == plugin.GetName().Name)
            return plugin;
        var reference = _references.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == assemblyName.Name);
        return reference is null ? null : LoadBytes(reference);
    }

    private Assembly? BesideReferences(AssemblyName name) => _references
        .Select(reference => Path.Combine(Path.GetDirectoryName(reference)!, name.Name + ".dll"))
        .Where(File.Exists).Select(LoadBytes).FirstOrDefault();

    private Assembly LoadBytes(string path) => LoadFromStream(new MemoryStream(File.ReadAllBytes(path)));
}
