using FlumePlug.Sdk;
using FlumePlug.Syslog.Messages;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Syslog.Network;

/// <summary>Tells and counts what was wrong with messages, once per batch. Safe for concurrent calls.</summary>
/// <param name="context">The source's.</param>
/// <param name="longest">The most bytes of a message.</param>
/// <param name="countInvalid">Whether a message of which nothing could be read counts as a failed read, as multiport_syslogtcp has it.</param>
internal sealed class BadMessages(ComponentContext context, int longest, bool countInvalid)
{
    private readonly Counter _readFails = context.Counters[CounterNames.EventReadFail];
    private readonly string _tooLarge = $"Event size larger than specified event size: {longest}. You should consider increasing your event size.";

    /// <summary>After a reader has read the messages of a text.</summary>
    public void Read(IMessageReader reader)
    {
        if (reader.Invalid > 0)
        {
            context.Problems.Report("Event created from Invalid Syslog data.", level: LogLevel.Warning);
            if (countInvalid)
                _readFails.Add(reader.Invalid);
        }
        if (reader.Cut > 0)
            context.Problems.Report(_tooLarge, level: LogLevel.Warning);
    }

    /// <summary>A connection ended within a message.</summary>
    public void Unfinished(int bytes)
    {
        if (bytes == 0)
            return;
        _readFails.Increment();
        context.Problems.Report("A connection ended within a message, which was dropped.", level: LogLevel.Warning);
    }
}
