using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>The answers of a source as bytes of its charset; shared by its connections.</summary>
internal sealed class AnswerText(Charset charset)
{
    private const int OksInBlock = 4096;

    /// <summary>What comes before the first answer of a connection: the byte order mark of utf-16.</summary>
    public byte[] Mark { get; } = charset.Mark.ToArray();

    public Answer Stored { get; } = Repeated(charset.Encode("OK\n"), OksInBlock);

    public Answer Refused(string message) => Repeated(charset.Encode($"FAILED: {message}\n"), 1);

    /// <summary>A text with the mark before it.</summary>
    public byte[] FirstOf(string text) => [.. Mark, .. charset.Encode(text)];

    private static Answer Repeated(byte[] unit, int count)
    {
        var block = new byte[unit.Length * count];
        for (var i = 0; i < count; i++)
            unit.CopyTo(block, i * unit.Length);
        return new Answer(block, unit.Length);
    }
}

/// <summary>One answer, repeated in a block so that many of them leave with one send.</summary>
internal sealed record Answer(byte[] Block, int Length);
