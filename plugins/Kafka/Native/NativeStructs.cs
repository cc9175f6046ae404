using System.Runtime.InteropServices;

namespace FlumePlug.Kafka.Native;

/// <summary>rd_kafka_message_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public KafkaCode Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nuint ValueLength;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Opaque;
}

/// <summary>rd_kafka_topic_partition_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePartition
{
    public nint Topic;
    public int Partition;
    public long Offset;
    public nint Metadata;
    public nuint MetadataSize;
    public nint Opaque;
    public KafkaCode Error;
    public nint Private;
}

/// <summary>rd_kafka_topic_partition_list_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PartitionList
{
    public int Count;
    public int Size;
    public NativePartition* Items;

    public readonly ReadOnlySpan<NativePartition> Partitions => new(Items, Count);
}

/// <summary>rd_kafka_vu_t: one named argument of a produce; its union begins at 8 and has 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct ProduceArgument
{
    [FieldOffset(0)]
    public int Kind;

    [FieldOffset(8)]
    public void* Pointer;

    [FieldOffset(8)]
    public int Int32;

    [FieldOffset(8)]
    public long Int64;

    [FieldOffset(16)]
    public nint Size;

    // Of a header: name, value, size.
    [FieldOffset(16)]
    public void* HeaderValue;

    [FieldOffset(24)]
    public nint HeaderSize;

    public static ProduceArgument Topic(nint handle) => new() { Kind = 2, Pointer = (void*)handle };

    public static ProduceArgument Partition(int partition) => new() { Kind = 3, Int32 = partition };

    public static ProduceArgument Value(byte* bytes, int size) => new() { Kind = 4, Pointer = bytes, Size = size };

    public static ProduceArgument Key(byte* bytes, int size) => new() { Kind = 5, Pointer = bytes, Size = size };

    public static ProduceArgument Opaque(nint opaque) => new() { Kind = 6, Pointer = (void*)opaque };

    public static ProduceArgument Flags(int flags) => new() { Kind = 7, Int32 = flags };

    public static ProduceArgument Timestamp(long milliseconds) => new() { Kind = 8, Int64 = milliseconds };

    public static ProduceArgument Header(byte* name, byte* value, int size) =>
        new() { Kind = 9, Pointer = name, HeaderValue = value, HeaderSize = size };
}
