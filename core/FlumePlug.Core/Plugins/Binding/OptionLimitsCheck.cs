using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// Asks the validation attributes of a property directly: <c>Validator.ValidateObject</c> would keep the plugin in memory for
/// ever.
/// </summary>
internal static class OptionLimitsCheck
{
    private static readonly string? OfAllowedValues = new AllowedValuesAttribute().ErrorMessage;

    /// <summary>What a value must be and is not; null when it is right.</summary>
    public static string? Check(PropertyInfo property, OptionDescription option, object? value, object owner)
    {
        try
        {
            foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>(inherit: true))
                if (Broken(attribute, option, value, owner) is { } said)
                    return Known(attribute, option.Limits) ?? said;
            return null;
        }
        catch (Exception thrown)
        {
            return $"its check failed: {LoadFault.Message(thrown)}";
        }
    }

    private static string? Broken(ValidationAttribute attribute, OptionDescription option, object? value, object owner)
    {
        try
        {
            var context = new ValidationContext(owner, option.Name, serviceProvider: null, items: null);
            return attribute.GetValidationResult(value, context)?.ErrorMessage;
        }
        catch (OverflowException)
        {
            return "it is out of range";
        }
    }

    private static string? Known(ValidationAttribute attribute, OptionLimits limits)
    {
        // The author's own words win.
        if (attribute.ErrorMessage is { } own && own != OfAllowedValues || attribute.ErrorMessageResourceName is not null)
            return null;
        return attribute switch
        {
            RangeAttribute => $"it must be {Range(limits)}",
            AllowedValuesAttribute => $"it must be one of {string.Join(", ", limits.Allowed)}",
            RegularExpressionAttribute => $"it must match {limits.Pattern}",
            StringLengthAttribute or MinLengthAttribute or MaxLengthAttribute or LengthAttribute =>
                $"its length must be {Length(limits)}",
            _ => null,
        };
    }

    /// <summary>The range in words: between 0 and 65535; empty: any.</summary>
    public static string Range(OptionLimits limits)
    {
        var least = (limits.LeastIsExcluded ? "more than " : "at least ") + Number(limits.Least);
        var most = (limits.MostIsExcluded ? "less than " : "at most ") + Number(limits.Most);
        if (IsOpen(limits.Most))
            return IsOpen(limits.Least) ? "" : least;
        if (IsOpen(limits.Least))
            return most;
        return limits.LeastIsExcluded || limits.MostIsExcluded ? $"{least} and {most}"
            : $"between {Number(limits.Least)} and {Number(limits.Most)}";
    }

    /// <summary>The length in words: at most 20.</summary>
    public static string Length(OptionLimits limits) => (limits.LeastLength, limits.MostLength) switch
    {
        (null, { } most) => $"at most {most}",
        ({ } least, null) => $"at least {least}",
        var (least, most) => $"between {least} and {most}",
    };

    /// <summary>A bound, unless it is that of the largest type.</summary>
    public static double? Bound(double? bound) => bound is null || Math.Abs(bound.Value) >= long.MaxValue ? null : bound;

    // The bounds of a type are no bounds to tell.
    private static bool IsOpen(double? bound) => bound is null || Math.Abs(bound.Value) is int.MaxValue or >= long.MaxValue;

    private static string Number(double? number) => number?.ToString("0.###############", CultureInfo.InvariantCulture) ?? "";
}
