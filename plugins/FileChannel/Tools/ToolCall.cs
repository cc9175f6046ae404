using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary>What every tool does with what it was called with: directories, keys, validator, locks.</summary>
internal sealed class ToolCall(VerbCall call, ToolArguments arguments, ComponentContext context, Disk disk, CancellationToken cancellationToken) : IDisposable
{
    private readonly List<IDisposable> _locks = [];

    public TextWriter Output => call.Output;

    public TextWriter Errors => call.Errors;

    public ToolArguments Arguments => arguments;

    public ComponentContext Context => context;

    public Disk Disk => disk;

    public CancellationToken CancellationToken => cancellationToken;

    public ToolProgress Progress { get; } = new(ToolProgress.TerminalOf(call.Errors), context.Time);

    /// <summary>The channel that was asked for.</summary>
    /// <exception cref="InvalidDataException">What was asked for is none.</exception>
    /// <exception cref="ConfigurationException">Its options are wrong, or its keys not to be had.</exception>
    public ChannelPlaces FindPlaces()
    {
        if (arguments["conf"] is not { } file)
            return FindPlaces(arguments.Values);
        if (arguments.Values.Count > 0)
            throw new InvalidDataException("name directories or a configuration, not both");
        var reader = call.Configurations ?? throw new InvalidOperationException("There is nobody here who reads configurations.");
        var options = reader.ReadChannel(file, arguments["name"], arguments["channel"]);
        var channel = context.Create(new Slot<IChannel>("channel", options["type"], options));
        var settings = channel switch
        {
            FileChannel files => files.Settings,
            SpillableMemoryChannel spillable => spillable.Settings,
            _ => throw new InvalidDataException($"the channel is of type {options["type"]}, which has no files of this kind"),
        };
        (channel as IDisposable)?.Dispose();
        return new(settings.CheckpointDirectory, settings.BackupDirectory, settings.DataDirectories, settings.Keys);
    }

    /// <summary>The channel that has these directories.</summary>
    /// <exception cref="InvalidDataException">There is none, or there are several.</exception>
    public ChannelPlaces FindPlaces(IReadOnlyList<string> directories) =>
        new PlaceSearch(new ReadingDisk(disk)).Find(directories, KeysFrom(arguments.Below("encryption.")));

    /// <summary>The validator that was asked for; null: none.</summary>
    public IEventValidator? CreateValidator(string? type, IReadOnlyDictionary<string, string> options) =>
        type is null || type.Equals("NOOP", StringComparison.OrdinalIgnoreCase) ? null
            : context.Create(new Slot<IEventValidator>("validator", type, options));

    public ChannelSurvey Look(ChannelPlaces places, SurveyDepth depth) =>
        new Surveyor(new ReadingDisk(disk), places, depth, Progress, cancellationToken).Run();

    /// <summary>Keeps agents away until disposed.</summary>
    /// <param name="places">The channel.</param>
    /// <param name="owner">Who will write; null: nothing is written.</param>
    /// <exception cref="ChannelStorageException">An agent is there.</exception>
    public void Lock(ChannelPlaces places, string? owner)
    {
        foreach (var directory in places.All.Where(Directory.Exists))
            try
            {
                _locks.Add(disk.Lock(directory, owner));
            }
            catch (DirectoryLockedException locked)
            {
                throw new ChannelStorageException($"{directory} is in use{By(locked)}; stop the agent first.");
            }
    }

    /// <summary>Who uses the channel now; null: nobody.</summary>
    public string? UserOf(ChannelPlaces places)
    {
        foreach (var directory in places.All.Where(Directory.Exists))
            try
            {
                disk.Lock(directory, null).Dispose();
            }
            catch (DirectoryLockedException locked)
            {
                return "in use" + By(locked);
            }
        return null;
    }

    public void Dispose()
    {
        foreach (var held in _locks)
            held.Dispose();
    }

    private ChannelKeys KeysFrom(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue("keyProvider", out var type))
            return ChannelKeys.None;
        const string own = "keyProvider.";
        var texts = options.Where(option => option.Key.StartsWith(own, StringComparison.Ordinal))
            .ToDictionary(option => option.Key[own.Length..], option => option.Value);
        return new(context.Create(new Slot<IKeyProvider>("encryption.keyProvider", type, texts)), options.GetValueOrDefault("activeKey"));
    }

    private static string By(DirectoryLockedException locked) => locked.Holder.Length > 0 ? $" by {locked.Holder}" : "";
}
