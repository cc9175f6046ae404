using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>What tests begin with.</summary>
internal static class Given
{
    public static FileChannelOptions Options(
        string root, int directories = 1, int capacity = 20, int transactionCapacity = 10, bool flush = true, long maxFileSize = 1 << 20,
        bool backup = false, string? activeKey = null) => new()
        {
            CheckpointDir = Path.Combine(root, "checkpoint"),
            UseDualCheckpoints = backup,
            BackupCheckpointDir = Path.Combine(root, "backup"),
            DataDirs = [.. Enumerable.Range(1, directories).Select(number => Path.Combine(root, $"data{number}"))],
            Capacity = capacity,
            TransactionCapacity = transactionCapacity,
            KeepAlive = 3,
            CheckpointInterval = 30000,
            CheckpointOnClose = true,
            MaxFileSize = maxFileSize,
            MinimumRequiredSpace = 0,
            FsyncPerTransaction = flush,
            FsyncInterval = 5,
            ActiveKey = activeKey,
            CipherProvider = activeKey is null ? null : "AESGCM",
            KeyProvider = activeKey is null ? null : TestComponentContext.SlotOf<IKeyProvider>(Keys.Type),
        };
}
