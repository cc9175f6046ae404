using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>A folder of configuration files, and the shortest ways to read them.</summary>
internal sealed class Reading : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flumeplug-config-");

    /// <summary>Read with these; the mode is set by the method called.</summary>
    public ReadSettings Settings { get; set; } = new()
    {
        Environment = _ => null,
        FormatDate = (pattern, time) => time.ToString(pattern, System.Globalization.CultureInfo.InvariantCulture),
    };

    public string Folder => _folder.FullName;

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public FlumeConfiguration Strict(string text, string name = "flume.conf") =>
        ConfigurationReader.Read([Write(name, text)], Settings with { Mode = ReadMode.Strict });

    public FlumeConfiguration Lenient(string text, string name = "flume.conf") =>
        ConfigurationReader.Read([Write(name, text)], Settings with { Mode = ReadMode.Lenient });

    public FlumeConfiguration Strict(IReadOnlyList<string> files) =>
        ConfigurationReader.Read(files, Settings with { Mode = ReadMode.Strict });

    public FlumeConfiguration Lenient(IReadOnlyList<string> files) =>
        ConfigurationReader.Read(files, Settings with { Mode = ReadMode.Lenient });

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The problems as lines, the folder cut off.</summary>
    public string[] Lines(FlumeConfiguration configuration) =>
        [.. configuration.Problems.Sorted().Select(problem => problem.ToString().Replace(Folder + "/", "", StringComparison.Ordinal))];

    /// <summary>Spells a text so that a properties file holds exactly it.</summary>
    public static string Escape(string text) =>
        string.Concat(text.Select(c => c is '\\' or ':' or '=' or '#' or '!' or <= ' ' or > '~' ? $"\\u{(int)c:x4}" : c.ToString()));

    /// <summary>A small agent that is right in every mode.</summary>
    public const string Agent =
        """
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = netcat
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.sinks.k1.type = logger
        a1.sinks.k1.channel = c1

        """;
}
