using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.FileChannel;

/// <summary>Keys from a PKCS#12 file, as Java's keytool makes it, under the options of Flume's JCEKS key provider.</summary>
[KeyProvider("jceksfile", Aliases = ["org.apache.flume.channel.file.encryption.JCEFileKeyProvider", "pkcs12"],
    Summary = "Keys from a PKCS#12 file.")]
public sealed class KeyStoreProvider : IKeyProvider
{
    private const string PasswordFile = ".passwordFile";

    private readonly KeyStoreOptions _options;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ConfigurationException">They cannot be read; the message says what to do.</exception>
    public KeyStoreProvider(KeyStoreOptions options, ComponentContext context)
    {
        _options = options;
        var passwords = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, file) in options.KeyOptions ?? new Dictionary<string, string>())
        {
            if (!name.EndsWith(PasswordFile, StringComparison.Ordinal))
                continue;
            var alias = name[..^PasswordFile.Length];
            if (File.Exists(file))
                passwords[alias] = KeyFiles.ReadPassword(file);
            else
                context.Logger.LogWarning("Password file for alias {Alias} does not exist", alias);
        }
        var store = new Pkcs12Keys(options.KeyStoreFile, KeyFiles.Read(options.KeyStoreFile), KeyFiles.ReadPassword(options.KeyStorePasswordFile));
        foreach (var alias in options.Keys is { Count: > 0 } wanted ? wanted : store.Names)
            _keys[alias] = store.Read(alias, passwords.GetValueOrDefault(alias));
    }

    /// <inheritdoc/>
    public byte[] KeyOf(string alias) => _keys.GetValueOrDefault(alias) ?? throw new ConfigurationException(
        $"There is no key '{alias}' among the keys of {_options.KeyStoreFile}, which are: {string.Join(", ", _keys.Keys)}.");
}
