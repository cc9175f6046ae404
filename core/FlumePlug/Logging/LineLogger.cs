using System.Buffers;
using System.Text;
using System.Text.Json;
using FlumePlug.Core.Configuration;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Logging;

/// <summary>One named logger: formats a line in memory of its thread and hands it over whole.</summary>
internal sealed class LineLogger(string name, LogLevel least, LogFormat format, LogOutput output, TimeProvider time) : ILogger
{
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_line;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var line = s_line ??= new ArrayBufferWriter<byte>(1024);
        line.ResetWrittenCount();
        var message = formatter(state, exception);
        if (format == LogFormat.Json)
            WriteJson(line, logLevel, message, exception);
        else
            WriteText(line, logLevel, message, exception);
        output.Write(line.WrittenSpan);
        if (line.Capacity > LargestKept)
            s_line = null;
    }

    private void WriteText(ArrayBufferWriter<byte> line, LogLevel level, string message, Exception? exception)
    {
        Span<char> start = stackalloc char[32];
        time.GetLocalNow().TryFormat(start, out var length, "yyyy-MM-dd HH:mm:ss,fff ");
        Append(line, start[..length]);
        Append(line, WordOf(level));
        Append(line, " [");
        Append(line, name);
        Append(line, "] ");
        Append(line, ControlCharacters.EscapedLines(message));
        Append(line, "\n");
        if (exception is not null)
            Append(line, "    " + exception.ToString().ReplaceLineEndings("\n    ") + "\n");
    }

    private void WriteJson(ArrayBufferWriter<byte> line, LogLevel level, string message, Exception? exception)
    {
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", WordOf(level).Trim());
            json.WriteString("logger", name);
            json.WriteString("message", message);
            if (exception is not null)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }
        Append(line, "\n");
    }

    private static void Append(ArrayBufferWriter<byte> line, ReadOnlySpan<char> text)
    {
        var span = line.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        line.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
