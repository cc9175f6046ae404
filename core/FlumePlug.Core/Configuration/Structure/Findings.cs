namespace FlumePlug.Core.Configuration.Structure;

/// <summary>Says each finding in the words of the mode: an error of ours, or Flume's own warning.</summary>
internal sealed class Findings(ReadMode mode, ConfigProblems problems)
{
    public bool Strict => mode == ReadMode.Strict;

    public ConfigProblems Problems => problems;

    /// <summary>Flume repairs or drops it: an error when strict, else a warning in Flume's words.</summary>
    public void Dropped(Location? at, string component, string ours, string flume, string? suggestion = null)
    {
        if (Strict) problems.Error(at, component, ours, suggestion);
        else problems.Warning(at, component, flume);
    }

    /// <summary>Flume repairs or drops it without a word: an error when strict, else nothing.</summary>
    public void Repaired(Location? at, string component, string ours, string? suggestion = null)
    {
        if (Strict) problems.Error(at, component, ours, suggestion);
    }

    /// <summary>Runs in Flume and here, but is hardly meant: said only when strict.</summary>
    public void Doubtful(Location? at, string component, string ours, string? suggestion = null)
    {
        if (Strict) problems.Warning(at, component, ours, suggestion);
    }
}
