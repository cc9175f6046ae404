using FlumePlug.Sdk;

namespace FlumePlug.Script;

/// <summary>
/// A script of an interceptor that sees a whole batch, for those who want speed. What it does to the batch counts once it has
/// returned; a run that throws has changed nothing.
/// </summary>
/// <remarks>One batch at a time, unless the class is marked <see cref="ConcurrentAttribute"/>.</remarks>
public abstract class BatchScript : ScriptBase
{
    /// <summary>Edits, drops or adds events in place. The batch is valid during the call only.</summary>
    public abstract void Run(EventBatch batch);
}
