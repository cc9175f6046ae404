using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Observing;

namespace FlumePlug.Parity.Running;

/// <summary>One case against one agent: its directory and ports, its open connections and what was noted on the way.</summary>
public sealed class CaseRun(ParityCase about, Placeholders placeholders, AgentProcess agent, MetricsPage metrics) : IDisposable
{
    private readonly ConcurrentDictionary<string, TcpConversation> conversations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> notes = new(StringComparer.Ordinal);

    public ParityCase Case => about;

    public Placeholders Placeholders => placeholders;

    public AgentProcess Agent => agent;

    public MetricsPage Metrics => metrics;

    public string Directory => placeholders.Directory;

    public IReadOnlyDictionary<string, TcpConversation> Conversations => conversations;

    public IReadOnlyDictionary<string, string> Notes => notes;

    public async Task RunStepsAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var step in about.Steps) await step.RunAsync(this, cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            Undone("steps", exception is TimeoutException ? exception.Message : "were not done in time");
        }
    }

    public void Undone(string what, string why) => Note($"{Observation.Undone}: {what}", why);

    public void Note(string what, string value) => notes[what] = value;

    public int Port(string placeholder) =>
        int.Parse(placeholders.Fill(Regex.Replace(placeholder, "/.*", "")), CultureInfo.InvariantCulture);

    public async Task<TcpConversation> ConversationAsync(string name, CancellationToken cancellation)
    {
        if (conversations.TryGetValue(name, out var open)) return open;
        return conversations[name] = await TcpConversation.OpenAsync(Port(name), cancellation);
    }

    /// <summary>How many lines a connection, the log or a directory has so far.</summary>
    public int Lines(string what) => what switch
    {
        "log" => EventLog.Of(agent.Log(), about.LogMarks).Count,
        ['{', ..] => conversations.TryGetValue(what, out var conversation) ? conversation.Answers.AsSpan().Count((byte)'\n') : 0,
        _ => DirectoryText.Of(Path.Combine(Directory, what)).Sum(file => file.Bytes.AsSpan().Count((byte)'\n')),
    };

    public void Dispose()
    {
        foreach (var conversation in conversations.Values) conversation.Dispose();
    }
}
