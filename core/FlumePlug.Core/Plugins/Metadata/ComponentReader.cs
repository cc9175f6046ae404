using System.Reflection;
using System.Reflection.Metadata;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Plugins;

/// <summary>Finds the classes of an assembly that the SDK's attributes mark.</summary>
internal static class ComponentReader
{
    private static readonly string SdkSpace = typeof(ISource).Namespace!;

    // What the host gives a constructor; any other class is the component's options.
    private static readonly string[] Given =
    [
        typeof(ComponentContext).FullName!, typeof(ChannelNames).FullName!, typeof(SinkNames).FullName!,
        typeof(ICounterReader).FullName!,
    ];

    public static IReadOnlyList<ComponentDescription> Read(AssemblyMetadata assembly)
    {
        var components = new List<ComponentDescription>();
        foreach (var handle in assembly.Reader.CustomAttributes)
        {
            var attribute = assembly.Reader.GetCustomAttribute(handle);
            if (attribute.Parent.Kind == HandleKind.TypeDefinition && MarkedKind(assembly, attribute.Constructor) is { } kind
                && AttributeValues.Read(assembly, attribute) is { } mark)
                components.Add(Describe(new(assembly, (TypeDefinitionHandle)attribute.Parent), kind, mark));
        }
        return components;
    }

    // The kind when the constructor is that of [Source], [Sink] or another mark of the SDK.
    private static ComponentKind? MarkedKind(AssemblyMetadata assembly, EntityHandle constructor)
    {
        if (constructor.Kind != HandleKind.MemberReference)
            return null;
        var parent = assembly.Reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
            return null;
        var type = assembly.Reader.GetTypeReference((TypeReferenceHandle)parent);
        return assembly.Reader.StringComparer.Equals(type.Namespace, SdkSpace)
            ? ComponentKinds.OfAttribute(assembly.Text(type.Name))
            : null;
    }

    private static ComponentDescription Describe(TypeSite site, ComponentKind kind, AttributeValues mark)
    {
        var type = site.Definition;
        var constructor = Constructor(site);
        var options = constructor?.FirstOrDefault(parameter => !Given.Contains(parameter.FullName));
        var (className, name) = (TypeName.NameOf(site.Assembly, site.Handle), mark.Arguments is [string written] ? written : "");
        var aliases = mark.NamedStrings(nameof(ComponentAttribute.Aliases));
        var isNamed = aliases.Append(name).All(IsWord);
        return new ComponentDescription(() => options is null ? OptionsDescription.None : OptionsReader.Read(options))
        {
            Kind = kind,
            Type = isNamed ? name : className,
            Aliases = isNamed ? aliases : [],
            Summary = mark.Named(nameof(ComponentAttribute.Summary), ""),
            ClassName = className,
            UnusableReason = isNamed ? Unusable(type, constructor) : "its type and its aliases must be words: not empty, without blanks",
            TakesPerFlush = mark.Named(nameof(SinkAttribute.TakesPerFlush), 1),
            AtomicPut = mark.Named(nameof(ChannelAttribute.AtomicPut), true),
            Durable = mark.Named(nameof(ChannelAttribute.Durable), false),
            Reserves = mark.Named(nameof(ChannelAttribute.Reserves), true),
        };
    }

    private static bool IsWord(string name) => name.Length > 0 && !name.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));

    // The parameters of the public constructor; of several, the one with most.
    private static TypeName[]? Constructor(TypeSite site)
    {
        TypeName[]? longest = null;
        foreach (var handle in site.Definition.GetMethods())
        {
            var method = site.Assembly.Reader.GetMethodDefinition(handle);
            if ((method.Attributes & (MethodAttributes.MemberAccessMask | MethodAttributes.Static)) != MethodAttributes.Public
                || !site.Assembly.Reader.StringComparer.Equals(method.Name, ConstructorInfo.ConstructorName))
                continue;
            var parameters = TypeName.Parameters(site.Assembly, method.Signature);
            if (longest is null || parameters.Length > longest.Length)
                longest = parameters;
        }
        return longest;
    }

    private static string? Unusable(TypeDefinition type, TypeName[]? constructor)
    {
        if (type.Attributes.HasFlag(TypeAttributes.Abstract))
            return "its class is abstract";
        if (type.GetGenericParameters().Count > 0)
            return "its class is generic";
        if (constructor is null)
            return "it has no public constructor";
        var own = constructor.Where(parameter => !Given.Contains(parameter.FullName)).ToList();
        var wrong = own.Find(parameter => parameter.Resolve() is null) ?? own.ElementAtOrDefault(1);
        return wrong is null ? null
            : $"its constructor asks for {wrong.FullName}: it can have one class of options, "
                + "ComponentContext, ChannelNames, SinkNames and ICounterReader";
    }
}
