using System.Xml;
using System.Xml.Linq;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>The properties of core-site.xml, hdfs-site.xml and ssl-client.xml.</summary>
internal sealed class HadoopConfiguration
{
    private const int MostSubstitutions = 20;

    private readonly Dictionary<string, string> _properties = [];

    /// <summary>Reads a folder's files; without a folder there are no properties.</summary>
    /// <exception cref="ConfigurationException">A file cannot be read, or the folder is not there.</exception>
    public HadoopConfiguration(string? folder)
    {
        if (string.IsNullOrEmpty(folder))
            return;
        if (!Directory.Exists(folder))
            throw new ConfigurationException($"Hadoop's configuration folder {folder} is not there (hdfs.hadoopConfDir or HADOOP_CONF_DIR).");
        foreach (var name in new[] { "core-site.xml", "hdfs-site.xml", "ssl-client.xml" })
            if (File.Exists(Path.Combine(folder, name)))
                Read(Path.Combine(folder, name));
    }

    /// <summary>A property's value, with <c>${others}</c> filled in; null when it is not set.</summary>
    public string? this[string name]
    {
        get
        {
            var value = _properties.GetValueOrDefault(name);
            for (var round = 0; round < MostSubstitutions && value is not null; round++)
            {
                var start = value.IndexOf("${", StringComparison.Ordinal);
                var end = start < 0 ? -1 : value.IndexOf('}', start);
                if (end < 0 || !_properties.TryGetValue(value[(start + 2)..end], out var other))
                    break;
                value = value[..start] + other + value[(end + 1)..];
            }
            return value;
        }
    }

    /// <summary>A property that is a list.</summary>
    public string[] List(string name) => this[name]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private void Read(string path)
    {
        try
        {
            foreach (var property in XDocument.Load(path).Root!.Elements("property"))
                if (property.Element("name")?.Value.Trim() is { Length: > 0 } name && property.Element("value") is { } value)
                    _properties[name] = value.Value.Trim();
        }
        catch (Exception unreadable) when (unreadable is XmlException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
