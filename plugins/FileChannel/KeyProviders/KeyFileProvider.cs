using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Options of <see cref="KeyFileProvider"/>.</summary>
public sealed class KeyFileOptions
{
    /// <summary>The file of the keys.</summary>
    [Option("keyStoreFile", Required = true,
        Summary = "A text file with a line 'NAME = KEY' for each key: 16, 24 or 32 bytes in hexadecimal or Base64; # begins a comment.")]
    public string KeyStoreFile { get; init; } = null!;
}

/// <summary>Keys from a plain text file, for those who keep it secret by other means.</summary>
[KeyProvider("keyfile", Summary = "Keys from a text file.")]
public sealed class KeyFileProvider : IKeyProvider
{
    private readonly string _path;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ConfigurationException">They cannot be read; the message says which line, never what is in it.</exception>
    public KeyFileProvider(KeyFileOptions options)
    {
        _path = options.KeyStoreFile;
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(KeyFiles.Read(_path)).Split('\n'))
        {
            number++;
            var text = line.Trim().TrimStart('\uFEFF');
            if (text.Length == 0 || text[0] == '#')
                continue;
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : text[..equals].TrimEnd();
            if (name.Length == 0 || Decode(text[(equals + 1)..].TrimStart()) is not { } key)
                throw new ConfigurationException($"Line {number} of {_path} is no key: write 'NAME = KEY', the key as 16, 24 or 32 bytes in "
                    + "hexadecimal or Base64, for example from: openssl rand -hex 32");
            if (!_keys.TryAdd(name, key))
                throw new ConfigurationException($"Line {number} of {_path} names the key '{name}' a second time.");
        }
    }

    /// <inheritdoc/>
    public byte[] KeyOf(string alias) => _keys.GetValueOrDefault(alias)
        ?? throw new ConfigurationException($"There is no key '{alias}' in {_path}; there are: {string.Join(", ", _keys.Keys)}.");

    private static byte[]? Decode(string text)
    {
        try
        {
            var key = text.Length is 32 or 48 or 64 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : Convert.FromBase64String(text);
            return key.Length is 16 or 24 or 32 ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
