using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Plugins;

/// <summary>Reads the options of an options class and its base classes from metadata.</summary>
internal static class OptionsReader
{
    private static readonly string OptionMark = typeof(OptionAttribute).FullName!;
    private static readonly string SlotMark = typeof(SlotAttribute).FullName!;
    private static readonly string BatchSizeMark = typeof(BatchSizeAttribute).FullName!;
    private static readonly string PlaceMark = typeof(PlaceAttribute).FullName!;
    private static readonly string SlotClass = typeof(Slot<>).FullName!;

    /// <summary>The options of a class that is loaded, read from its assembly's file.</summary>
    public static OptionsDescription Read(Type optionsClass)
    {
        var path = optionsClass.Assembly.Location;
        var assembly = AssemblyMetadata.Open(path, new AssemblyFolder(Path.GetDirectoryName(path)!));
        var handle = (TypeDefinitionHandle)MetadataTokens.EntityHandle(optionsClass.MetadataToken);
        return Read(TypeName.Of(assembly, handle, []));
    }

    public static OptionsDescription Read(TypeName optionsClass)
    {
        var options = new List<OptionDescription>();
        var slots = new List<SlotDescription>();
        var properties = new HashSet<string>(StringComparer.Ordinal);
        for (var current = optionsClass; current?.Resolve() is { } site; current = BaseOf(site, current.Arguments))
            foreach (var handle in site.Definition.GetProperties())
            {
                var property = site.Assembly.Reader.GetPropertyDefinition(handle);
                var marks = Marks(site.Assembly, property);
                // A derived class that declares the property again has the last word.
                if (marks.Count == 0 || !properties.Add(site.Assembly.Text(property.Name)))
                    continue;
                var type = TypeName.OfProperty(site.Assembly, property.Signature, current.Arguments);
                var declaring = TypeName.NameOf(site.Assembly, site.Handle);
                if (marks.Find(mark => mark.ClassName == OptionMark) is { } option)
                    options.Add(Option(site.Assembly.Text(property.Name), declaring, type, option, marks));
                else if (marks.Find(mark => mark.ClassName == SlotMark) is { } slot)
                    slots.Add(Slot(site.Assembly.Text(property.Name), declaring, type, slot));
            }
        return new(optionsClass.FullName, options, slots);
    }

    private static TypeName? BaseOf(TypeSite site, TypeName[] arguments) =>
        site.Definition.BaseType.IsNil ? null : TypeName.Of(site.Assembly, site.Definition.BaseType, arguments);

    private static List<AttributeValues> Marks(AssemblyMetadata assembly, PropertyDefinition property)
    {
        var marks = new List<AttributeValues>();
        foreach (var handle in property.GetCustomAttributes())
        {
            var attribute = assembly.Reader.GetCustomAttribute(handle);
            var name = AttributeValues.ClassOf(assembly, attribute);
            if ((name == OptionMark || name == SlotMark || name == BatchSizeMark || name == PlaceMark || LimitsReader.Knows(name))
                && AttributeValues.Read(assembly, attribute) is { } mark)
                marks.Add(mark);
        }
        return marks;
    }

    private static OptionDescription Option(
        string property, string declaring, TypeName type, AttributeValues mark, List<AttributeValues> marks)
    {
        var (shape, item) = ShapeOf(type);
        var (value, members) = ValueOf(item);
        var separator = mark.Named<string?>(nameof(OptionAttribute.Separator), null);
        return new()
        {
            Name = mark.Arguments[0] as string ?? "",
            Aliases = mark.NamedStrings(nameof(OptionAttribute.Aliases)),
            Property = property,
            DeclaringClass = declaring,
            Value = value,
            Shape = shape,
            ValueClass = item.FullName,
            EnumValues = members?.Names ?? [],
            Default = Text(mark.Named<object?>(nameof(OptionAttribute.Default), null), separator),
            Unit = mark.Named<string?>(nameof(OptionAttribute.Unit), null),
            Summary = mark.Named(nameof(OptionAttribute.Summary), ""),
            Required = mark.Named(nameof(OptionAttribute.Required), false),
            Secret = mark.Named(nameof(OptionAttribute.Secret), false),
            BadValueIsDefault = mark.Named(nameof(OptionAttribute.BadValueIsDefault), false),
            Separator = separator,
            IsBatchSize = marks.Exists(other => other.ClassName == BatchSizeMark),
            IsPlace = marks.Exists(other => other.ClassName == PlaceMark),
            Limits = LimitsReader.Read(marks),
        };
    }

    private static SlotDescription Slot(string property, string declaring, TypeName type, AttributeValues mark)
    {
        var (shape, item) = ShapeOf(type);
        var contract = item.FullName == SlotClass ? item.Arguments[0].FullName : item.FullName;
        return new()
        {
            Name = mark.Arguments[0] as string ?? "",
            Property = property,
            DeclaringClass = declaring,
            Kind = item.FullName == SlotClass ? ComponentKinds.OfContract(contract) : null,
            Contract = contract,
            IsList = shape == OptionShape.List,
            Default = mark.Named<string?>(nameof(SlotAttribute.Default), null),
            Required = mark.Named(nameof(SlotAttribute.Required), false),
            Summary = mark.Named(nameof(SlotAttribute.Summary), ""),
            OwnerOptions = mark.NamedStrings(nameof(SlotAttribute.OwnerOptions)),
        };
    }

    private static (OptionShape Shape, TypeName Item) ShapeOf(TypeName type) => type.FullName switch
    {
        "System.Collections.Generic.IReadOnlyList`1" => (OptionShape.List, type.Arguments[0]),
        "System.Collections.Generic.IReadOnlyDictionary`2" => (OptionShape.Prefix, type.Arguments[1]),
        "System.Nullable`1" => (OptionShape.One, type.Arguments[0]),
        _ => (OptionShape.One, type),
    };

    private static (OptionValue Value, EnumMembers? Members) ValueOf(TypeName type)
    {
        switch (type.FullName)
        {
            case "System.String": return (OptionValue.Text, null);
            case "System.Boolean": return (OptionValue.Boolean, null);
            case "System.Int32": return (OptionValue.WholeNumber, null);
            case "System.Int64": return (OptionValue.LongNumber, null);
            case "System.Double": return (OptionValue.RealNumber, null);
        }
        var members = EnumMembers.Of(type);
        return (members is null ? OptionValue.Parsed : OptionValue.Enum, members);
    }

    /// <summary>A value as a user would write it.</summary>
    internal static string? Text(object? value, string? separator) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        System.Collections.IEnumerable items =>
            string.Join(separator ?? " ", items.Cast<object?>().Select(item => Text(item, separator))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
