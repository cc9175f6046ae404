using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace FlumePlug.Sdk.Tests.PublicApi;

/// <summary>Writes what an assembly shows to others, one line for each type and member, sorted.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(LinesOf).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> LinesOf(Type type)
    {
        var name = TypeName.FullOf(type);
        yield return $"{name} : {KindOf(type)}{Ancestry(type)}";
        foreach (var member in type.GetMembers(Declared).Where(IsShown))
            if (Line(type, member) is { } line)
                yield return $"{name}.{line}";
    }

    private static string KindOf(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Ancestry(Type type)
    {
        if (type.IsEnum)
            return "";
        var inherited = type.GetInterfaces().Where(one => one.IsPublic).Select(TypeName.Of).Order(StringComparer.Ordinal);
        var parent = type.BaseType is { } known && known != typeof(object)
            && known != typeof(ValueType) ? [TypeName.Of(known)] : Array.Empty<string>();
        return string.Concat(parent.Concat(inherited).Select(ancestor => $", {ancestor}"));
    }

    // What the compiler adds to records and to interfaces is no promise of its own.
    private static bool IsShown(MemberInfo member) => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member switch
    {
        MethodInfo method => IsVisible(method) && !method.IsSpecialName,
        ConstructorInfo constructor => IsVisible(constructor),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        EventInfo raised => IsVisible(raised.AddMethod!),
        _ => false,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string? Line(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{method.Name}{Generics(method)}({Parameters(method)}) -> {Modifiers(type, method)}"
            + TypeName.Of(method.ReturnType, Nullability.Create(method.ReturnParameter)),
        PropertyInfo property => $"{property.Name}{Indices(property)} {{{Accessors(property)} }} -> "
            + Modifiers(type, property.GetAccessors(nonPublic: true)[0]) + TypeName.Of(property.PropertyType,
                Nullability.Create(property)),
        FieldInfo { IsLiteral: true } constant => $"{constant.Name} = {Constant(constant.GetRawConstantValue())}",
        FieldInfo field => $"{field.Name} -> {TypeName.Of(field.FieldType, Nullability.Create(field))}",
        EventInfo raised => $"event {raised.Name} -> {TypeName.Of(raised.EventHandlerType!)}",
        _ => null,
    };

    private static string Modifiers(Type type, MethodInfo method)
    {
        var modifiers = new StringBuilder(method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "");
        if (method.IsStatic)
            modifiers.Append("static ");
        else if (type.IsInterface)
            modifiers.Append(method.IsAbstract ? "" : "default ");
        else if (method.IsAbstract)
            modifiers.Append("abstract ");
        else if (method.IsVirtual && !method.IsFinal)
            modifiers.Append(method.GetBaseDefinition() == method ? "virtual " : "override ");
        return modifiers.ToString();
    }

    private static string Accessors(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : "";
        if (property.SetMethod is not { } setter || !IsVisible(setter))
            return get;
        var isInit = setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return get + (isInit ? " init;" : " set;");
    }

    private static string Indices(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } indices ? $"[{string.Join(", ", indices.Select(Parameter))}]" : "";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } => parameter.IsDefined(typeof(IsReadOnlyAttribute)) ? "in " : "ref ",
            _ => parameter.IsDefined(typeof(ParamArrayAttribute))
                || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "",
        };
        var type = TypeName.Of(parameter.ParameterType, Nullability.Create(parameter));
        return $"{kind}{type} {parameter.Name}{Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter) =>
        !parameter.HasDefaultValue ? ""
        : parameter.ParameterType.IsValueType && parameter.DefaultValue is null ? " = default"
        : $" = {Constant(parameter.DefaultValue)}";

    private static string Constant(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
