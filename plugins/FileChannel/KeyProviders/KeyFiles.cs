using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Reads the files that key providers are told of.</summary>
internal static class KeyFiles
{
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"There is no file {path}, which a file option of encryption.keyProvider names: correct the "
                + "option, or bring the file back (without its keys encrypted events cannot be read).", missing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"A file of the encryption keys cannot be read: {failure.Message}", failure);
        }
    }

    public static string ReadPassword(string path) => System.Text.Encoding.UTF8.GetString(Read(path)).Trim();
}
