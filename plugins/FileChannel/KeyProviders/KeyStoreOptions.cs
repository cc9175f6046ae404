using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Options of <see cref="KeyStoreProvider"/>; names are Flume's.</summary>
public sealed class KeyStoreOptions
{
    /// <summary>The file of the keys.</summary>
    [Option("keyStoreFile", Required = true, Summary = "The PKCS#12 file of the keys; a JCEKS file is refused with the command that converts it.")]
    public string KeyStoreFile { get; init; } = null!;

    /// <summary>The file of the password.</summary>
    [Option("keyStorePasswordFile", Required = true, Summary = "A file whose trimmed content is the password.")]
    public string KeyStorePasswordFile { get; init; } = null!;

    /// <summary>The keys that may be used; empty: all.</summary>
    [Option("keys", Summary = "Names of keys that must be there, all that were ever used; others in the file are not used. Without it: all.")]
    public IReadOnlyList<string> Keys { get; init; } = null!;

    /// <summary>By <c>NAME.passwordFile</c>: the password of one key.</summary>
    [Option("keys.", Summary = "keys.NAME.passwordFile: the file of one key's password, where it is not that of the store.")]
    public IReadOnlyDictionary<string, string> KeyOptions { get; init; } = null!;
}
