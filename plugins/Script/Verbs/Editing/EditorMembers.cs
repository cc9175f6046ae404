using System.Reflection;
using System.Text;

namespace FlumePlug.Script.Verbs.Editing;

/// <summary>
/// C# that lets an editor understand the statements of a script: to it they are the main program, and what a script sees are
/// static members beside them. Read off the class itself, so that both stay the same. The agent never reads it.
/// </summary>
internal static class EditorMembers
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(string)] = "string",
        [typeof(long)] = "long",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
    };

    public static string Text { get; } = Write();

    private static string Write()
    {
        var text = new StringBuilder("// What a script sees, for editors; the agent never reads this file.\n").Append(Usings.Text)
            .Append("\ninternal static partial class Program\n{\n");
        foreach (var property in typeof(EventScript).GetProperties())
            text.Append($"    /// <inheritdoc cref=\"{property.DeclaringType!.Name}.{property.Name}\"/>\n    private static {NameOf(property.PropertyType)} {property.Name}"
                + $" {{ get => throw null!;{(property.CanWrite ? " set => throw null!;" : "")} }}\n\n");
        foreach (var method in typeof(EventScript).GetMethods().Where(method => IsOffered(method)))
            text.Append($"    /// <inheritdoc cref=\"{method.DeclaringType!.Name}.{method.Name}\"/>\n    private static {NameOf(method.ReturnType)} {method.Name}"
                + $"({string.Join(", ", method.GetParameters().Select(ParameterOf))}) => throw null!;\n\n");
        // A script may be a class instead of statements; a program needs a start.
        return text.Append("    private static void Main() => throw null!;\n}\n").ToString();
    }

    private static bool IsOffered(MethodInfo method) =>
        !method.IsSpecialName && !method.IsVirtual && method.DeclaringType != typeof(object);

    private static string ParameterOf(ParameterInfo parameter) =>
        $"{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue}" : "")}";

    private static string NameOf(Type type) => Keywords.TryGetValue(type, out var keyword) ? keyword
        : type.IsGenericType ? $"global::{type.Namespace}.{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : $"global::{type.FullName}";
}
