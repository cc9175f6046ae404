using System.Buffers;
using System.Globalization;
using System.Text;

namespace FlumePlug.Http.Json;

/// <summary>A text as JSON writes it, without its quotes.</summary>
internal readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool isEscaped)
{
    private readonly ReadOnlySpan<byte> _raw = raw;

    /// <summary>Whether this is exactly the name.</summary>
    public bool Is(ReadOnlySpan<byte> name)
    {
        if (!isEscaped)
            return _raw.SequenceEqual(name);
        var unescaped = ToBytes();
        return unescaped.AsSpan().SequenceEqual(name);
    }

    /// <summary>Throws when an escape is wrong, as the other members do.</summary>
    public void Check()
    {
        if (isEscaped)
            _ = ToBytes();
    }

    /// <summary>The text in UTF-8: itself, or unescaped into the writer.</summary>
    /// <exception cref="FormatException">An escape that there is not.</exception>
    /// <exception cref="InvalidDataException">An escape <c>\u</c> without four hexadecimal digits, which Flume answers with 500.</exception>
    public ReadOnlySpan<byte> Utf8(ArrayBufferWriter<byte> unescaped)
    {
        if (!isEscaped)
            return _raw;
        unescaped.ResetWrittenCount();
        Unescape(unescaped);
        return unescaped.WrittenSpan;
    }

    public override string ToString() => Encoding.UTF8.GetString(isEscaped ? ToBytes() : _raw);

    private byte[] ToBytes()
    {
        var unescaped = new ArrayBufferWriter<byte>(_raw.Length);
        Unescape(unescaped);
        return unescaped.WrittenSpan.ToArray();
    }

    private void Unescape(ArrayBufferWriter<byte> to)
    {
        var rest = _raw;
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOf((byte)'\\');
            to.Write(plain < 0 ? rest : rest[..plain]);
            rest = plain < 0 ? [] : UnescapeOne(rest[plain..], to);
        }
    }

    private static ReadOnlySpan<byte> UnescapeOne(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> to)
    {
        if (rest[1] == 'u')
            return UnescapeUnicode(rest, to);
        byte one = rest[1] switch
        {
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'f' => (byte)'\f',
            (byte)'\n' or (byte)'\'' or (byte)'"' or (byte)'\\' or (byte)'/' => rest[1],
            _ => throw JsonFault.Of("There is no such escape"),
        };
        to.Write([one]);
        return rest[2..];
    }

    // Half of a pair alone is a question mark, as in Java.
    private static ReadOnlySpan<byte> UnescapeUnicode(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> to)
    {
        var first = Unit(rest);
        rest = rest[6..];
        var rune = new Rune('?');
        if (!char.IsSurrogate(first))
        {
            rune = new Rune(first);
        }
        else if (rest.StartsWith("\\u"u8) && rest.Length >= 6 && Rune.TryCreate(first, Unit(rest), out var pair))
        {
            rune = pair;
            rest = rest[6..];
        }
        to.Advance(rune.EncodeToUtf8(to.GetSpan(4)));
        return rest;
    }

    private static char Unit(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 6)
            throw JsonFault.Of("An escape does not end");
        return ushort.TryParse(rest[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit : throw new InvalidDataException(Encoding.UTF8.GetString(rest[..6]));
    }
}
