using FlumePlug.FileChannel.Tools;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests.Tools;

/// <summary>Directories of a stopped channel, and the tools called on them.</summary>
internal sealed class CalledTool : IDisposable
{
    private readonly TestComponentContext _context = Keys.Two.In(new TestComponentContext("channel"));

    /// <summary>Options that give the tools the keys of the tests.</summary>
    public static readonly string[] WithKeys = ["--encryption.keyProvider", Keys.Type];

    public CalledTool()
    {
        _context.Provide<IEventValidator>("no-three", _ => new NoThree(""));
        _context.Provide<IEventValidator>("nothing-with", options => new NoThree(options["text"]));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("flumeplug-tool-").FullName;

    public string Data(int number = 1) => Path.Combine(Root, $"data{number}");

    public string Checkpoint => Path.Combine(Root, "checkpoint", CheckpointFile.Name);

    public string[] Segments(int directory = 1) => [.. Directory.GetFiles(Data(directory), "*.segment").Order(StringComparer.Ordinal)];

    public Dictionary<string, string> Given => _context.Given;

    /// <summary>Stores events "0", "1" ... three by three, takes the first ones for good, and stops.</summary>
    public async Task StoreAsync(int events = 36, int taken = 5, int directories = 1, string? activeKey = null, bool backup = false)
    {
        await using var opened = await Opened.StartAsync(Options(directories, activeKey, backup));
        for (var first = 0; first < events; first += 3)
            await opened.PutAsync([.. Enumerable.Range(first, Math.Min(3, events - first)).Select(Body)]);
        for (var left = taken; left > 0; left -= 10)
            _ = await opened.TakeAsync(Math.Min(10, left));
    }

    /// <summary>Starts the channel again, and returns the numbers of the events that it gives, and what it logs.</summary>
    public async Task<(int[] Numbers, string[] Log)> DrainAsync(int directories = 1, string? activeKey = null)
    {
        await using var opened = await Opened.StartAsync(Options(directories, activeKey));
        var drained = await opened.DrainAsync();
        return ([.. drained.Select(NumberOf)], [.. opened.Context.Logged.Lines.Where(line => line.Level > Microsoft.Extensions.Logging.LogLevel.Information).Select(line => line.Text)]);
    }

    public static string Body(int number) => $"{number} {new string('x', number % 7 * 40)}";

    public static int NumberOf(string body) => int.Parse(body.Split(' ')[0]);

    /// <summary>Calls <c>channel</c>; the output has the root's path cut out.</summary>
    public Task<(int Code, string Output)> CallAsync(params string[] arguments) => CallAsync(new ChannelVerb(_context), arguments);

    /// <summary>Calls <c>tool</c>.</summary>
    public Task<(int Code, string Output)> ToolAsync(params string[] arguments) => CallAsync(new ToolVerb(_context), arguments);

    /// <summary>Every file and what is in it.</summary>
    public string[] Tree(bool withLocks = true) =>
    [
        .. Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => withLocks || Path.GetFileName(file) != LocalDisk.LockName)
            .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))} {File.GetLastWriteTimeUtc(file):O}"),
    ];

    public void Dispose()
    {
        _context.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    public FileChannelOptions Options(int directories = 1, string? activeKey = null, bool backup = false) =>
        Tests.Given.Options(Root, directories, capacity: 100, activeKey: activeKey, maxFileSize: 5200, backup: backup);

    private async Task<(int Code, string Output)> CallAsync(IVerb verb, string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        int code;
        try
        {
            code = await verb.RunAsync(new(arguments, output, output), TestContext.Current.CancellationToken);
        }
        // As the command line does.
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            code = failure is InvalidDataException ? 2 : 1;
            output.WriteLine(failure.Message);
        }
        return (code, output.ToString().Replace(Root + "/", "", StringComparison.Ordinal).Replace(Root, "ROOT", StringComparison.Ordinal));
    }

    private sealed class NoThree(string text) : IEventValidator
    {
        public bool IsValid(in Event checkedEvent)
        {
            var body = System.Text.Encoding.UTF8.GetString(checkedEvent.Body.Span);
            if (text.Length > 0)
                return !body.Contains(text, StringComparison.Ordinal);
            return NumberOf(body) == 30 ? throw new NotSupportedException() : NumberOf(body) % 3 != 0;
        }
    }
}
