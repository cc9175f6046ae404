namespace FlumePlug.Sdk.Testing;

/// <summary>
/// The checks of one kind of component, for any test framework: one test that awaits <see cref="RunAllAsync"/>, or a test for
/// each name with <see cref="RunAsync"/>.
/// </summary>
/// <remarks>
/// Every check builds a component of its own, so that checks may run at the same time. They switch
/// <see cref="EventBatch.OverwriteReturned"/> on, for the process.
/// </remarks>
/// <example>
/// <code>
/// static readonly ChannelConformance&lt;MyChannel&gt; Suite =
///     new(context => new MyChannel(new MyOptions { Capacity = 20 }, context));
///
/// public static TheoryData&lt;string&gt; Promises => [.. Suite.Names];
///
/// [Theory, MemberData(nameof(Promises))]
/// public Task Keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);
/// </code>
/// </example>
public abstract class ConformanceSuite
{
    private IReadOnlyList<ConformanceCheck>? _checks;

    /// <summary>
    /// How long an answer may take before it counts as one that never comes; only broken components, and those that use a clock
    /// of their own, make anyone wait that long.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Every check that applies to the component.</summary>
    public IReadOnlyList<ConformanceCheck> Checks => _checks ??= [.. ListChecks()];

    /// <summary>The names of all checks.</summary>
    public IEnumerable<string> Names => Checks.Select(check => check.Name);

    /// <summary>Runs one check.</summary>
    /// <exception cref="ConformanceException">The component breaks the promise.</exception>
    public Task RunAsync(string name, CancellationToken cancellationToken = default)
    {
        var check = Checks.FirstOrDefault(check => check.Name == name)
            ?? throw new ArgumentException($"There is no check named '{name}'.", nameof(name));
        return check.RunAsync(cancellationToken);
    }

    /// <summary>Runs every check and reports all broken promises at once.</summary>
    /// <exception cref="ConformanceException">The component breaks promises; the message lists them.</exception>
    public async Task RunAllAsync(CancellationToken cancellationToken = default)
    {
        var broken = new List<(string Name, Exception Cause)>();
        foreach (var check in Checks)
        {
            try
            {
                await check.RunAsync(cancellationToken);
            }
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
            {
                broken.Add((check.Name, cause));
            }
        }
        if (broken.Count == 0)
            return;
        var lines = broken.Select(one => $"{Environment.NewLine}- {one.Name}: {one.Cause.Message}");
        throw new ConformanceException(
            $"{broken.Count} of {Checks.Count} promises are broken:{string.Concat(lines)}", broken[0].Cause);
    }

    private protected ConformanceCheck Check(string name, Func<Task> run) => new(name, async cancellationToken =>
    {
        EventBatch.OverwriteReturned = true;
        try
        {
            await Require.WithinAsync(Task.Run(run, cancellationToken), Patience * 6,
                "The check does not end.").WaitAsync(cancellationToken);
        }
        catch (Exception thrown) when (thrown is not ConformanceException && !cancellationToken.IsCancellationRequested)
        {
            throw new ConformanceException($"{thrown.GetType().Name} was thrown: {thrown.Message}", thrown);
        }
    });

    /// <summary>Lists the checks that apply.</summary>
    protected abstract IEnumerable<ConformanceCheck> ListChecks();
}
