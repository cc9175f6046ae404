using FlumePlug.Sdk;
using Microsoft.Data.Sqlite;

namespace FlumePlug.Sqlite;

/// <summary>Opens a channel's database, in whatever state it was left, and saves what can be read of a damaged one.</summary>
internal sealed class StoreFile(string path, IReadOnlyDictionary<string, long> settings, bool createSchema, ComponentContext context)
{
    /// <exception cref="ChannelException">It cannot be used; the message says what to do.</exception>
    public Store Open()
    {
        try
        {
            return OpenStore();
        }
        catch (SqliteException damage) when (Store.IsDamage(damage))
        {
            return Save(damage);
        }
        catch (SqliteException failure)
        {
            throw new ChannelException($"The database {path} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <summary>Moves the damaged file aside, copies what can be read of it into a new one, and opens that.</summary>
    public Store Save(SqliteException damage)
    {
        try
        {
            Salvage.Run(path, settings, damage.Message, context.Logger);
            return OpenStore();
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ChannelException(
                $"The database {path} is damaged, and what can be read of it could not be copied to a new one: {failure.Message}", failure);
        }
    }

    // Null: there was no room; what is in the log can be read there.
    private int? BringLogIn(Database database)
    {
        try
        {
            return database.Checkpoint();
        }
        catch (SqliteException failure) when (Store.IsFull(failure))
        {
            DamageLog.NoRoom(context.Logger, path);
            return null;
        }
    }

    private Store OpenStore()
    {
        var (existed, tail) = (File.Exists(path), WalTail.Read(path));
        var database = Database.Open(path, settings);
        try
        {
            if (BringLogIn(database) is { } validFrames && tail is not null)
                DamageLog.Tail(context.Logger, path, tail, validFrames);
            if (Schema.Prepare(database, createSchema) && existed)
                DamageLog.Empty(context.Logger, path);
            return new Store(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
