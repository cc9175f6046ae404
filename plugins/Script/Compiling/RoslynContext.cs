using System.Reflection;
using System.Runtime.Loader;

namespace FlumePlug.Script.Compiling;

/// <summary>
/// Roslyn, in a context of its own that stays loaded for the life of the process and is reached with bytes only: in a
/// collectible one its precompiled code would not be used. The next version of this plugin finds the context by its name,
/// which has the versions in it. Nothing of this plugin may be handed in: it could not be unloaded.
/// </summary>
internal static class RoslynContext
{
    private const string CompilerFile = "FlumePlug.Script.Compiler.dll";
    private const string RoslynFile = "Microsoft.CodeAnalysis.CSharp.dll";

    private static readonly string Folder = Path.GetDirectoryName(typeof(RoslynContext).Assembly.Location)!;
    private static readonly Lazy<string> LazyVersion = new(() => $"{ModuleVersion.Of(At(RoslynFile))} {ModuleVersion.Of(At(CompilerFile))}");
    private static readonly Lazy<Func<byte[], byte[]>> Compiler = new(FindCompiler);

    /// <summary>Identifies the compiler; known without loading it.</summary>
    public static string Version => LazyVersion.Value;

    /// <summary>What the context is called.</summary>
    public static string Name => "FlumePlug.Script.Roslyn " + Version;

    /// <summary>Compiles; loads Roslyn at the first call.</summary>
    public static CompileAnswer Compile(CompileRequest request) => CompileAnswer.FromBytes(Compiler.Value(request.ToBytes()));

    private static Func<byte[], byte[]> FindCompiler()
    {
        var context = AssemblyLoadContext.All.FirstOrDefault(known => known.Name == Name) ?? Load();
        var compiler = context.Assemblies.First(assembly => assembly.GetName().Name == Path.GetFileNameWithoutExtension(CompilerFile));
        return compiler.GetType("FlumePlug.Script.Compiler.ScriptCompiler", throwOnError: true)!
            .GetMethod("Compile", BindingFlags.Public | BindingFlags.Static, [typeof(byte[])])!.CreateDelegate<Func<byte[], byte[]>>();
    }

    // A plain context without a handler: a class or delegate of this plugin would hold the plugin.
    private static AssemblyLoadContext Load()
    {
        var context = new AssemblyLoadContext(Name, isCollectible: false);
        foreach (var file in (string[])["Microsoft.CodeAnalysis.dll", RoslynFile, CompilerFile])
            context.LoadFromAssemblyPath(At(file));
        return context;
    }

    private static string At(string file) => Path.Combine(Folder, file);
}
