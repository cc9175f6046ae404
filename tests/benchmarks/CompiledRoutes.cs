using System.Text.Json;
using FlumePlug.Sdk;

namespace FlumePlug.Benchmarks;

/// <summary>What a plugin's author would write to route by a header.</summary>
[Concurrent]
internal sealed class CompiledHeaderRoute : EventInterceptor
{
    protected override void Intercept(EventEdit edited)
    {
        if (edited.Headers["level"] == "error")
            edited.SetHeader("route", "alerts");
    }
}

/// <summary>What a plugin's author would write to route by a field of a JSON body.</summary>
[Concurrent]
internal sealed class CompiledJsonRoute : EventInterceptor
{
    protected override void Intercept(EventEdit edited)
    {
        var reader = new Utf8JsonReader(edited.Body);
        if (JsonFields.Find(ref reader, "level"u8) && reader.ValueTextEquals("error"u8))
            edited.SetHeader("route", "alerts");
    }
}

/// <summary>The same for a field of an object in the body.</summary>
[Concurrent]
internal sealed class CompiledNestedJsonRoute : EventInterceptor
{
    protected override void Intercept(EventEdit edited)
    {
        var reader = new Utf8JsonReader(edited.Body);
        if (JsonFields.Find(ref reader, "user"u8) && JsonFields.FindWithin(ref reader, "name"u8) && reader.ValueTextEquals("nobody"u8))
            edited.SetHeader("route", "alerts");
    }
}

internal static class JsonFields
{
    /// <summary>Goes to the value of a field of the body.</summary>
    public static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.Read() && FindWithin(ref reader, name);

    /// <summary>Goes to the value of a field of the object that begins here.</summary>
    public static bool FindWithin(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }
}
