namespace FlumePlug.Script.Running;

/// <summary>A version and one of its calls, to use for one batch and to dispose.</summary>
internal readonly struct ScriptTurn(ScriptVersion version, ScriptCall? call) : IDisposable
{
    /// <summary>Whether the version is not called any more.</summary>
    public bool IsRefused => call is null;

    /// <summary>The call.</summary>
    public ScriptCall Call => call ?? throw new InvalidOperationException("The turn was refused.");

    /// <summary>Gives the call back.</summary>
    public void Dispose()
    {
        if (call is not null)
            version.Return(call);
        version.Exit();
    }
}
