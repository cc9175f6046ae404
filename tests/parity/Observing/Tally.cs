using System.Text;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Observing;

/// <summary>
/// For answers that depend on how fast a sink is: every line has its answer, and exactly the lines answered OK arrived,
/// in order.
/// </summary>
public static class Tally
{
    public static string Of(TcpConversation conversation, string directory)
    {
        var sent = Lines(conversation.Sent);
        var answers = Lines(conversation.Answers);
        var accepted = sent.Zip(answers).Where(pair => pair.Second == "OK").Select(pair => pair.First);
        var delivered = DirectoryText.Of(directory).SelectMany(file => Lines(file.Bytes));
        var refusals = answers.Where(answer => answer != "OK").Distinct().Order(StringComparer.Ordinal);
        return $"{answers.Length} answers to {sent.Length} lines; "
            + $"the lines answered OK {(accepted.SequenceEqual(delivered) ? "are" : "are not")} those delivered; "
            + $"other answers: {string.Join(" | ", refusals.DefaultIfEmpty("none"))}";
    }

    private static string[] Lines(byte[] bytes) => Encoding.Latin1.GetString(bytes).Split('\n')[..^1];
}
