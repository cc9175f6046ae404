using System.Globalization;

namespace FlumePlug.Http.Json;

/// <summary>The message of Flume's handler for JSON that is none, and behind it what is wrong and where.</summary>
internal static class JsonFault
{
    public static FormatException At(int position, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Request has invalid JSON Syntax. At byte {position} {what}."));

    public static FormatException Of(string what) => new($"Request has invalid JSON Syntax. {what}.");
}
