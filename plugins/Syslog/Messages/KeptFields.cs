using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Messages;

/// <summary>Puts a body together from the fields that stay in it and the text (Flume's SyslogUtils.addFieldsToBody).</summary>
internal static class KeptFields
{
    /// <summary>The body, in memory of the batch; a field that the message left out is written <c>-</c>.</summary>
    public static ReadOnlyMemory<byte> Before(ReadOnlySpan<byte> message, in MessageParts parts, KeepFields keep, EventBatch batch)
    {
        var body = batch.Rent(message.Length + 8);
        var rest = body.Span;
        if (keep.Priority)
            Write("<"u8, parts.Priority.Of(message), ">"u8, ref rest);
        if (keep.Version && !parts.Version.IsEmpty)
            Write(parts.Version.Of(message), " "u8, default, ref rest);
        if (keep.Timestamp)
            Write(parts.Time.IsEmpty ? "-"u8 : parts.Time.Of(message), " "u8, default, ref rest);
        if (keep.Hostname)
            Write(parts.Host.IsEmpty ? "-"u8 : parts.Host.Of(message), " "u8, default, ref rest);
        Write(message[parts.Body..], default, default, ref rest);
        batch.GiveBack(rest.Length);
        return body[..^rest.Length];
    }

    private static void Write(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, ref Span<byte> to)
    {
        first.CopyTo(to);
        second.CopyTo(to[first.Length..]);
        third.CopyTo(to[(first.Length + second.Length)..]);
        to = to[(first.Length + second.Length + third.Length)..];
    }
}
