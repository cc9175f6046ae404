namespace FlumePlug.Sdk.Testing;

/// <summary>Whether anyone still holds a batch; reliable while <see cref="EventBatch.OverwriteReturned"/> is on.</summary>
internal static class HeldBatches
{
    public static bool IsHeld(this EventBatch batch)
    {
        try
        {
            batch.Retain().Dispose();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
