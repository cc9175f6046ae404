namespace FlumePlug.Core.Configuration.Structure;

/// <summary>
/// Tells by its name that a property holds a secret. Needed only where no component's metadata can tell: properties that
/// belong to nothing.
/// </summary>
internal static class SecretKeys
{
    private static readonly string[] Words = ["password", "passwd", "passphrase", "secret", "token", "credential"];

    /// <summary>The value as a warning may show it.</summary>
    public static string Shown(string key, string value) =>
        Array.Exists(Words, word => key.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "(not shown)" : value;
}
