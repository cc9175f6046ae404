using FlumePlug.Sdk;

namespace FlumePlug.Tests;

/// <summary>Gives the names in order, the last one again and again.</summary>
internal sealed class FixedNames(params string[] names) : IPathManager
{
    private int _given;

    public string NextName() => names[Math.Min(_given++, names.Length - 1)];
}
