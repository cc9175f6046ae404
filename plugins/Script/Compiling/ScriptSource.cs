using System.Text;

namespace FlumePlug.Script.Compiling;

/// <summary>
/// The text of a script with all that it loads, as it was at one moment. The directives <c>#load</c> and <c>#r</c> stand before
/// the first code, with paths relative to the file that they are in.
/// </summary>
internal sealed class ScriptSource
{
    private readonly List<ScriptFile> _files = [];
    private readonly List<string> _references = [];
    private readonly List<ScriptError> _errors = [];

    private ScriptSource()
    {
    }

    /// <summary>The script first, then what it loads.</summary>
    public IReadOnlyList<ScriptFile> Files => _files;

    /// <summary>The assemblies of <c>#r</c>.</summary>
    public IReadOnlyList<string> References => _references;

    /// <summary>What cannot be read.</summary>
    public IReadOnlyList<ScriptError> Errors => _errors;

    /// <summary>Every file whose change changes the script, as it was before it was read.</summary>
    public Dictionary<string, FileStamp> Stamps { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a script's file and what it loads.</summary>
    public static ScriptSource OfFile(string path)
    {
        var source = new ScriptSource();
        source.Read(path, null);
        return source;
    }

    /// <summary>A script that is written in the configuration.</summary>
    /// <param name="path">What its errors are told by; its folder is where its own paths start.</param>
    /// <param name="code">The script.</param>
    public static ScriptSource OfCode(string path, string code)
    {
        var source = new ScriptSource();
        source.Add(new ScriptFile(path, code));
        return source;
    }

    private void Read(string path, ScriptError? asked)
    {
        Stamps[path] = FileStamp.Of(path);
        try
        {
            Add(new ScriptFile(path, File.ReadAllText(path, Encoding.UTF8)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _errors.Add(asked is null ? new(path, 0, 0, $"the script cannot be read: {unreadable.Message}")
                : asked with { Message = $"{path} cannot be loaded: {unreadable.Message}" });
        }
    }

    private void Add(ScriptFile file)
    {
        _files.Add(file);
        foreach (var (name, argument, line) in Directives.Of(file.Text))
        {
            var path = Path.GetFullPath(argument, Path.GetDirectoryName(file.Path)!);
            var place = new ScriptError(file.Path, line, 0, "");
            if (name == "load" && !_files.Exists(known => known.Path == path))
                Read(path, place);
            else if (name == "r" && !_references.Contains(path))
                Refer(path, place);
        }
    }

    private void Refer(string path, ScriptError place)
    {
        Stamps[path] = FileStamp.Of(path);
        if (File.Exists(path))
            _references.Add(path);
        else
            _errors.Add(place with { Message = $"{path} is not there" });
    }
}
