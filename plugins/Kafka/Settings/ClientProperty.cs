namespace FlumePlug.Kafka.Settings;

/// <summary>Which of Kafka's clients knows a property.</summary>
[Flags]
internal enum ClientSide
{
    Producer = 1,
    Consumer = 2,
    Both = Producer | Consumer,
}

/// <summary>What becomes of a property of Kafka's Java clients.</summary>
internal enum Treatment
{
    /// <summary>librdkafka has it under the same name and in the same words.</summary>
    Same,

    /// <summary>librdkafka has it under another name or in other words.</summary>
    Translated,

    /// <summary>It is Java's alone, or the component decides it: a line in the log says so.</summary>
    Ignored,

    /// <summary>What it asks for cannot be had: the component is refused.</summary>
    Refused,
}

/// <summary>One property of Kafka's Java clients and what becomes of it.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Side">The clients that have it.</param>
/// <param name="Treatment">What becomes of it.</param>
/// <param name="Target">librdkafka's name for it; empty: none, or several.</param>
/// <param name="Note">Why it is refused or ignored, or how it is translated.</param>
internal sealed record ClientProperty(string Name, ClientSide Side, Treatment Treatment, string Target, string Note)
{
    /// <summary>Makes librdkafka's value of Java's; a <see cref="FormatException"/> says why that cannot be.</summary>
    public Func<string, string>? Value { get; init; }
}
