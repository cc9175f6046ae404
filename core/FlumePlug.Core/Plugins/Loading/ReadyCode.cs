using System.Reflection;
using System.Runtime.CompilerServices;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// Has the code of an assembly compiled before its first use: when a plugin takes over from another, its first batch would wait for
/// the compiler otherwise. What cannot be compiled yet is compiled when it runs.
/// </summary>
internal static class ReadyCode
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static void Of(Assembly assembly)
    {
        foreach (var type in Types(assembly))
            if (!type.ContainsGenericParameters)
                foreach (var method in type.GetConstructors(Own).Cast<MethodBase>().Concat(type.GetMethods(Own)))
                    TryCompile(method);
    }

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException some)
        {
            return some.Types.OfType<Type>();
        }
    }

    private static void TryCompile(MethodBase method)
    {
        if (method.IsAbstract || method.ContainsGenericParameters)
            return;
        try
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
        catch (Exception unfit) when (LoadFault.IsLoadFault(unfit) || unfit is ArgumentException or PlatformNotSupportedException)
        {
            // It is told if it ever runs.
        }
    }
}
