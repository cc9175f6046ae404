using FlumePlug.Core.Configuration;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.AvroClient;

/// <summary>A file of Java properties by itself.</summary>
internal static class PropertiesFile
{
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        var problems = new ConfigProblems();
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in JavaProperties.Parse(File.ReadAllBytes(path), path, problems))
            properties[entry.Key] = entry.Value;
        return problems.HasErrors ? throw new InvalidDataException($"{path}: {problems.First().Message}") : properties;
    }
}
