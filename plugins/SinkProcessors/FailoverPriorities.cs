using System.Globalization;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.SinkProcessors;

/// <summary>Gives each sink of a failover group its priority.</summary>
internal static class FailoverPriorities
{
    /// <summary>Positions and priorities; of two equal priorities the second sink is left out, as in Flume.</summary>
    public static List<(int Position, int Priority)> Of(FailoverOptions options, SinkNames sinks, ILogger logger)
    {
        var given = options.Priority ?? new Dictionary<string, string>();
        foreach (var unknown in given.Keys.Except(sinks.Names))
            logger.LogWarning(
                "priority.{Sink} names no sink of this group ({Sinks}); it is ignored.", unknown, string.Join(", ", sinks.Names));

        var ranked = new List<(int Position, int Priority)>();
        var unnamed = 0;
        for (var position = 0; position < sinks.Names.Count; position++)
        {
            var name = sinks.Names[position];
            if (!IsNumber(given.GetValueOrDefault(name), out var priority))
            {
                priority = --unnamed;
                if (given.TryGetValue(name, out var text))
                    logger.LogWarning("priority.{Sink} = {Text} is not a number; {Priority} is used.", name, text, priority);
            }
            var first = ranked.FindIndex(known => known.Priority == priority);
            if (first >= 0)
                logger.LogWarning(
                    "Sink {Sink} gets no events: its priority {Priority} duplicates that of sink {First}.",
                    name, priority, sinks.Names[ranked[first].Position]);
            else
                ranked.Add((position, priority));
        }
        return ranked;
    }

    private static bool IsNumber(string? text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
