namespace FlumePlug.Files.Tailing;

/// <summary>Is told what happened in watched directories, in the order in which it did.</summary>
internal interface IWatcher
{
    /// <summary>Something happened at a path.</summary>
    void Touch(ReadOnlySpan<char> path);

    /// <summary>A file was moved.</summary>
    void Move(string from, string to);
}
