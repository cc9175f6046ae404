using FlumePlug.Script.Compiling;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Running;

/// <summary>Reads, compiles and loads the versions of one script as its options say.</summary>
internal sealed class ScriptLoader
{
    private const string CodeName = "code";

    private readonly ScriptKind _kind;
    private readonly ScriptOptions _options;
    private readonly ComponentContext _context;
    private readonly Routes? _routes;
    private readonly Parameters _parameters;
    private readonly ImageCache? _cache = ImageCache.OfUser();
    private readonly string _path;

    public ScriptLoader(ScriptKind kind, ScriptOptions options, ComponentContext context, Routes? routes)
    {
        (_kind, _options, _context, _routes) = (kind, options, context, routes);
        _parameters = new Parameters(options.Params ?? new Dictionary<string, string>());
        _path = Path.GetFullPath(options.File ?? CodeName, context.ConfigurationDirectory);
        Name = Path.GetFileName(_path);
        CounterPrefix = $"script.{Path.GetFileNameWithoutExtension(_path)}.";
        Faults = new ScriptFaults(Name, CounterPrefix, context);
    }

    /// <summary>The name in logs: the file's.</summary>
    public string Name { get; }

    /// <summary>Whether the script is a file, which can be edited.</summary>
    public bool IsFile => _options.File is not null;

    public ScriptFaults Faults { get; }

    private string CounterPrefix { get; }

    /// <summary>Reads and compiles the script as it is now.</summary>
    public CompiledScript Compile()
    {
        var source = _options.File is null ? ScriptSource.OfCode(_path, _options.Code!) : ScriptSource.OfFile(_path);
        return CompiledScript.Of(source, _kind, _options.Debug, _parameters, _cache);
    }

    /// <summary>Loads a version.</summary>
    public ScriptVersion Load(CompiledScript compiled, int number) => new(
        compiled, number, new ScriptWork.Frame(Name, _options.OnError, Faults, _routes),
        new ScriptSetting(_parameters, _context.Logger, _context.Time, Path.GetDirectoryName(_path)!, new CounterTally(CounterPrefix, _context.Counters))
        {
            AllChannels = _routes?.AllNames ?? default,
            DefaultChannels = _routes?.DefaultNames ?? default,
        });

    /// <summary>The errors as those of options: in the script's own files, or in the option that holds the code.</summary>
    public IReadOnlyList<OptionError> OptionErrors(IReadOnlyList<ScriptError> errors) =>
    [
        .. errors.Select(error => _options.File is null && error.File == _path
            ? new OptionError(CodeName, $"{error.Line}:{error.Column}: {error.Message}")
            : new OptionError("file", error.Message) { File = error.Line > 0 ? error.File : null, Line = error.Line, Column = error.Column }),
    ];
}
