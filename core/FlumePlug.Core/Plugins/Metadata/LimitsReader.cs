using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace FlumePlug.Core.Plugins;

/// <summary>Reads the validation attributes that can be told in a description or a schema.</summary>
internal static class LimitsReader
{
    private static readonly string Space = typeof(ValidationAttribute).Namespace + ".";

    /// <summary>Whether an attribute says something about limits.</summary>
    public static bool Knows(string className) => className.StartsWith(Space, StringComparison.Ordinal) && className[Space.Length..]
        is nameof(RangeAttribute) or nameof(AllowedValuesAttribute) or nameof(RegularExpressionAttribute)
        or nameof(StringLengthAttribute) or nameof(MinLengthAttribute) or nameof(MaxLengthAttribute) or nameof(LengthAttribute);

    public static OptionLimits Read(IEnumerable<AttributeValues> marks)
    {
        var limits = OptionLimits.None;
        foreach (var mark in marks.Where(mark => Knows(mark.ClassName)))
            limits = mark.ClassName[Space.Length..] switch
            {
                nameof(RangeAttribute) => limits with
                {
                    Least = Number(mark.Arguments[^2]),
                    Most = Number(mark.Arguments[^1]),
                    LeastIsExcluded = mark.Named(nameof(RangeAttribute.MinimumIsExclusive), false),
                    MostIsExcluded = mark.Named(nameof(RangeAttribute.MaximumIsExclusive), false),
                },
                nameof(AllowedValuesAttribute) => limits with { Allowed = Allowed(mark) },
                nameof(RegularExpressionAttribute) => limits with { Pattern = mark.Arguments[0] as string },
                nameof(StringLengthAttribute) => limits with
                {
                    MostLength = mark.Arguments[0] as int?,
                    LeastLength = mark.Named(nameof(StringLengthAttribute.MinimumLength), 0) is > 0 and var least ? least : null,
                },
                nameof(MinLengthAttribute) => limits with { LeastLength = mark.Arguments[0] as int? },
                nameof(MaxLengthAttribute) => limits with { MostLength = mark.Arguments.FirstOrDefault() as int? },
                _ => limits with { LeastLength = mark.Arguments[0] as int?, MostLength = mark.Arguments[1] as int? },
            };
        return limits;
    }

    private static string[] Allowed(AttributeValues mark) => mark.Arguments is [object?[] values]
        ? [.. values.Select(value => OptionsReader.Text(value, null)).OfType<string>()]
        : [];

    private static double? Number(object? value) => value switch
    {
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };
}
