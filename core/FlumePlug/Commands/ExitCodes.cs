namespace FlumePlug.Commands;

/// <summary>The exit codes of every verb.</summary>
internal static class ExitCodes
{
    /// <summary>Fine; there may have been warnings.</summary>
    public const int Fine = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>A configuration or script is wrong.</summary>
    public const int ConfigurationWrong = 2;
}
