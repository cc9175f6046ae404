namespace FlumePlug.Hdfs.Files;

/// <summary>A directory and a prefix, and the file that is written there now (Flume's BucketWriter).</summary>
/// <param name="millis">When it was made: files are numbered from the next on.</param>
/// <param name="refuge">Where the files go when no file can be made in the directory; null: nowhere else.</param>
internal sealed class Bucket(string directory, string prefix, long millis, string? refuge)
{
    // As Flume: where rolling for want of replicas does not help, it is given up.
    private const int MostReplicaRolls = 30;

    private string _directory = directory;
    private string _prefix = prefix;
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
        var name = $"{_prefix}.{Interlocked.Increment(ref _number)}{extension}";
        var suffix = options.EmptyInUseSuffix ? "" : options.InUseSuffix ?? ".tmp";
        return ($"{_directory}/{options.InUsePrefix}{name}{suffix}", $"{_directory}/{name}");
    }

    /// <summary>Goes to the refuge; false when there is none, or when it is there already.</summary>
    public bool TakeRefuge()
    {
        if (refuge is null || _directory == refuge)
            return false;
        (_directory, _prefix) = (refuge, _prefix.Replace('/', '_'));
        return true;
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
            warn($"Hit max consecutive under-replication rotations ({MostReplicaRolls}); will not continue rolling files under {_directory} due to under-replication");
        else if (_replicaRolls < MostReplicaRolls)
            warn("Block Under-replication detected. Rotating file.");
        IsUnderReplicated = false;
        return _replicaRolls++ < MostReplicaRolls;
    }
}
