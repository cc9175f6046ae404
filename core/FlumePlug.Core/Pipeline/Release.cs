namespace FlumePlug.Core.Pipeline;

/// <summary>Disposes what a plugin made, if it wants to be disposed.</summary>
internal static class Release
{
    public static async ValueTask AsyncOf(object part)
    {
        if (part is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else
            (part as IDisposable)?.Dispose();
    }
}
