using System.Text.Encodings.Web;
using System.Text.Json;
using FlumePlug.Core.Plugins.Describe;

namespace FlumePlug.Output;

/// <summary>Writes a verb's answer to standard output.</summary>
internal static class StandardOutput
{
    /// <summary>Whether a person looks at it, so that colours and a table's width matter.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected;

    public static void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        output.WriteByte((byte)'\n');
    }

    public static void WritePage(Action<IDescriptionPage> write) => write(IsTerminal ? new TerminalPage() : new PlainPage(Console.Out));
}
