namespace FlumePlug.Http.Handlers;

/// <summary>What a Content-Type header says.</summary>
internal static class ContentTypes
{
    /// <summary>The charset, without quotes; null where there is none.</summary>
    public static string? CharsetOf(string? contentType)
    {
        foreach (var parameter in (contentType ?? "").Split(';').Skip(1))
        {
            var (name, value) = parameter.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : ("", "");
            if (name.Equals("charset", StringComparison.OrdinalIgnoreCase))
                return value.Trim('"', '\'');
        }
        return null;
    }

    /// <summary>Whether the body is an HTML form.</summary>
    public static bool IsForm(string? contentType) =>
        contentType is not null && contentType.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
