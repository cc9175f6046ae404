using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

public sealed class JavaPatternUnloadTests
{
    [Fact]
    public void A_compiled_pattern_does_not_keep_a_collectible_context_alive()
    {
        var context = CompileAndUnload();

        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CompileAndUnload()
    {
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(JavaPattern).Assembly.Location).GetType(typeof(JavaPattern).FullName!)!;
        Assert.NotSame(typeof(JavaPattern), type);
        var flags = Enum.ToObject(type.Assembly.GetType(typeof(JavaPatternFlags).FullName!)!, 0);
        var pattern = type.GetMethod(nameof(JavaPattern.Compile))!.Invoke(null, ["(?iu)(a|b)+\\p{L}", flags, true, null])!;
        var regex = (System.Text.RegularExpressions.Regex)type.GetProperty(nameof(JavaPattern.Regex))!.GetValue(pattern)!;
        Assert.Matches(regex, "xABy");
        context.Unload();
        return new WeakReference(context);
    }
}
