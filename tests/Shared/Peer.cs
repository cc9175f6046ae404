using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Tests;

/// <summary>What a test cannot do without: on a user's machine it skips where that is missing, in CI it fails.</summary>
internal static class Peer
{
    private static readonly bool InCi = Environment.GetEnvironmentVariable("CI") == "true";

    public static void Require([DoesNotReturnIf(false)] bool isThere, string otherwise)
    {
        if (isThere)
            return;
        if (InCi)
            Assert.Fail(otherwise);
        Assert.Skip(otherwise);
    }
}
