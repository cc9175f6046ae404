using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Plugins;

/// <summary>Collects what is wrong with the options of one component, and the plugins that it and its slots are from.</summary>
internal sealed class BindProblems(BindSettings settings)
{
    private readonly List<ConfigProblem> _found = [];

    public BindSettings Settings { get; } = settings;

    public IReadOnlyList<ConfigProblem> Found => _found;

    /// <summary>The plugins of the component and of those in its slots, in the order in which they were met.</summary>
    public List<Plugin> Plugins { get; } = [];

    /// <summary>What is not written stands where the component does.</summary>
    public void Error(OptionText? where, string message, string? suggestion = null) =>
        Add(Severity.Error, where, message, suggestion);

    public void Warning(OptionText? where, string message, string? suggestion = null) =>
        Add(Severity.Warning, where, message, suggestion);

    /// <summary>An error when strict, a warning otherwise.</summary>
    public void Repaired(OptionText where, string message, string repair, string? suggestion)
    {
        if (Settings.Strict)
            Error(where, message, suggestion);
        else
            Warning(where, $"{message}; {repair}, as Flume does", suggestion);
    }

    private void Add(Severity severity, OptionText? where, string message, string? suggestion) =>
        _found.Add(new(severity, where?.Location ?? Settings.Location, Settings.Component, message, suggestion));
}
