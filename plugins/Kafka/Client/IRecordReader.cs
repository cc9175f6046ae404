using FlumePlug.Kafka.Native;

namespace FlumePlug.Kafka.Client;

/// <summary>Takes what a <see cref="Consumer"/> reads; called on the consumer's thread.</summary>
internal unsafe interface IRecordReader
{
    /// <summary>The most records that it takes now; 0: none, it waits until it has room.</summary>
    int Room(TimeSpan wait);

    /// <summary>Records that were read, of partitions that the member has.</summary>
    void Read(ReadOnlySpan<ReadRecord> records);

    /// <summary>
    /// Partitions are taken away. Returning means: what of them is not done by now will not be; the member commits what is done.
    /// </summary>
    void Revoke(IReadOnlyList<Partition> partitions, bool isLost);
}

/// <summary>One record that was read, valid during the call.</summary>
internal readonly unsafe struct ReadRecord(Partition partition, NativeMessage* message)
{
    public Partition Partition => partition;

    public NativeMessage* Message => message;

    /// <summary>The offset behind it.</summary>
    public long Next => message->Offset + 1;
}
