using FlumePlug.Kafka.Native;

namespace FlumePlug.Kafka.Client;

/// <summary>Takes what a <see cref="Consumer"/> reads; called on the consumer's thread.</summary>
internal interface IRecordReader
{
    /// <summary>The most records that it takes now; waits for room so long. 0: none.</summary>
    int Room(TimeSpan wait);

    /// <summary>Records that were read, of partitions that the member has; none: the end of a partition was reached.</summary>
    void Read(ReadOnlySpan<ReadRecord> records);

    /// <summary>
    /// Partitions are given or taken. Returning means: what of those taken is not done by now will not be; the member commits what is
    /// done, unless they are lost to another one already.
    /// </summary>
    void Rebalance(IReadOnlyList<Partition> given, IReadOnlyList<Partition> taken, bool isLost);
}

/// <summary>One record that was read, valid during the call.</summary>
internal readonly unsafe struct ReadRecord(Partition partition, NativeMessage* message)
{
    public Partition Partition => partition;

    public NativeMessage* Message => message;

    /// <summary>The value; null is empty.</summary>
    public ReadOnlySpan<byte> Value => new(message->Value, (int)message->ValueLength);

    /// <summary>The key as text, or null.</summary>
    public string? Key => message->Key is null ? null : System.Text.Encoding.UTF8.GetString(message->Key, (int)message->KeyLength);

    /// <summary>The offset behind it.</summary>
    public long Next => message->Offset + 1;
}
