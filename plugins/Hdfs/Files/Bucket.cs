namespace FlumePlug.Hdfs.Files;

/// <summary>A directory and a prefix, and the file that is written there now (Flume's BucketWriter).</summary>
/// <param name="millis">When it was made: files are numbered from the next on.</param>
internal sealed class Bucket(string directory, string prefix, long millis)
{
    // As Flume: where rolling for want of replicas does not help, it is given up.
    private const int MostReplicaRolls = 30;

    private long _number = millis;
    private int _replicaRolls;

    /// <summary>The file in use; null before the first event, and when the last one was given up.</summary>
    public HdfsFile? File { get; set; }

    /// <summary>When it last got an event, for those that wait longest.</summary>
    public long LastUsed { get; set; }

    /// <summary>Whether the last append failed: it is tried before those that work, which are not written twice then.</summary>
    public bool IsFailing { get; set; }

    /// <summary>Whether the newest block of the file has too few replicas.</summary>
    public bool IsUnderReplicated { get; set; }

    /// <summary>The name that the next file has while it is written, and its last one. Safe for concurrent calls.</summary>
    public (string InUse, string Target) NextNames(HdfsOptions options, string extension)
    {
        var name = $"{prefix}.{Interlocked.Increment(ref _number)}{extension}";
        var suffix = options.EmptyInUseSuffix ? "" : options.InUseSuffix ?? ".tmp";
        return ($"{directory}/{options.InUsePrefix}{name}{suffix}", $"{directory}/{name}");
    }

    /// <summary>Whether a file is to be ended for its replicas; says so once when that is given up.</summary>
    public bool RollsForReplicas(Action<string> warn)
    {
        if (!IsUnderReplicated)
        {
            _replicaRolls = 0;
            return false;
        }
        if (_replicaRolls == MostReplicaRolls)
            warn($"Hit max consecutive under-replication rotations ({MostReplicaRolls}); will not continue rolling files under {directory} due to under-replication");
        else if (_replicaRolls < MostReplicaRolls)
            warn("Block Under-replication detected. Rotating file.");
        IsUnderReplicated = false;
        return _replicaRolls++ < MostReplicaRolls;
    }
}
