using System.Text;
using FlumePlug.Files.Spooling;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Spooling;

/// <summary>Any bytes under every policy, read at once and gone on with after a stop, against the decoding of the whole file.</summary>
public sealed class DecodePolicyFuzzTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("LONG") == "1" ? 1_000 : 20;

    private static readonly string[] Charsets = ["UTF-8", "US-ASCII", "ISO-8859-1", "UTF-16LE", "Shift_JIS", "GB18030"];

    public static TheoryData<string, DecodeErrorPolicy> Cases
    {
        get
        {
            var cases = new TheoryData<string, DecodeErrorPolicy>();
            foreach (var charset in Charsets)
                foreach (var policy in Enum.GetValues<DecodeErrorPolicy>())
                    cases.Add(charset, policy);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Any_bytes_are_the_lines_of_the_decoded_file_also_across_a_stop(string charset, DecodeErrorPolicy policy)
    {
        var random = new Random(20264);
        for (var round = 0; round < Rounds; round++)
        {
            await using var spool = new SpoolDirectoryRun();
            var bytes = Any(charset, random);
            var (lines, isMalformed) = Expected(charset, policy, bytes);
            spool.Drop("a", bytes);
            var stored = await ReadHalfAsync(spool, charset, policy, random.Next(1, 4), random.Next(0, 3));
            await spool.StartAsync(spool.Options(charset: charset, policy: policy), new());
            await Eventually.TrueAsync(() => !File.Exists(spool.PathOf("a")) || spool.Context.Logged.TextsOf(LogLevel.Error).Count > 0, "the file is read");

            stored = [.. stored, .. spool.Channels.Events.Texts];
            Assert.True(lines.SequenceEqual(stored), $"round {round}: {Convert.ToHexString(bytes)}\n{string.Join(" | ", lines)}\n{string.Join(" | ", stored)}");
            Assert.Equal(isMalformed, File.Exists(spool.PathOf("a")));
        }
    }

    // The source is stopped while it puts a batch: what was stored before is not to come again.
    private static async Task<IReadOnlyList<string>> ReadHalfAsync(
        SpoolDirectoryRun spool, string charset, DecodeErrorPolicy policy, int batchSize, int batches)
    {
        var puts = 0;
        spool.Channels.Observe = _ =>
        {
            if (++puts > batches)
                spool.Channels.Hold();
        };
        await spool.StartAsync(spool.Options(batchSize: batchSize, charset: charset, policy: policy));
        await Eventually.TrueAsync(
            () => puts > batches || !File.Exists(spool.PathOf("a")) || spool.Context.Logged.TextsOf(LogLevel.Error).Count > 0, "some is read");
        await spool.StopAsync();
        spool.Channels.Observe = null;
        spool.Channels.Release();
        return spool.Channels.Events.Texts;
    }

    private static byte[] Any(string charset, Random random)
    {
        var encoding = Charset.Parse(charset).Encoding;
        var bytes = new List<byte>(encoding.GetBytes("x"));
        // One in ten is longer than what is decoded at once.
        for (var parts = random.Next(12) * (random.Next(10) == 0 ? 5_000 : 1); parts > 0; parts--)
            if (random.Next(50) < (parts > 100 ? 1 : 12))
                bytes.Add((byte)random.Next(256));
            else
                bytes.AddRange(encoding.GetBytes(random.Next(6) switch
                {
                    0 => "\n",
                    1 => "caf\u00e9\n",
                    2 => "\u65e5\u672c",
                    3 => "\U0001F600",
                    4 => "\r\n",
                    _ => "text",
                }));
        return [.. bytes];
    }

    private static (List<string> Lines, bool IsMalformed) Expected(string charset, DecodeErrorPolicy policy, byte[] bytes)
    {
        var encoding = (Encoding)Charset.Parse(charset).Encoding.Clone();
        encoding.DecoderFallback = policy switch
        {
            DecodeErrorPolicy.Fail => DecoderFallback.ExceptionFallback,
            DecodeErrorPolicy.Replace => new DecoderReplacementFallback("\uFFFD"),
            _ => new DecoderReplacementFallback(""),
        };
        var (good, bad) = (0, bytes.Length + 1);
        while (good + 1 < bad)
        {
            var middle = (good + bad) / 2;
            if (TryDecode(encoding, bytes, middle) is null)
                bad = middle;
            else
                good = middle;
        }
        var isMalformed = bad <= bytes.Length || EndsCutOff(encoding, bytes);
        var lines = (isMalformed ? TryDecode(encoding, bytes, good)! : encoding.GetString(bytes)).Split('\n').ToList();
        // Behind the last newline there is no line; before malformed bytes there is none that is whole.
        if (isMalformed || lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return (lines, isMalformed);
    }

    // What is not whole at the end is left out.
    private static string? TryDecode(Encoding encoding, byte[] bytes, int length)
    {
        try
        {
            var chars = new char[encoding.GetMaxCharCount(length)];
            return new string(chars, 0, encoding.GetDecoder().GetChars(bytes, 0, length, chars, 0, flush: false));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool EndsCutOff(Encoding encoding, byte[] bytes)
    {
        try
        {
            encoding.GetString(bytes);
            return false;
        }
        catch (DecoderFallbackException)
        {
            return true;
        }
    }
}
