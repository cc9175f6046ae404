using System.Globalization;
using FlumePlug.Parity.Cases;

namespace FlumePlug.Parity.Steps;

/// <summary>The verbs of <c>#&gt;</c> lines that are carried out in order once the agent runs.</summary>
public static class StepReader
{
    public static Step Read(string verb, string first, string rest) => verb switch
    {
        "send" => Send(first, rest),
        "close" => new CloseStep(first),
        "datagram" => new DatagramStep(first, BytesLiteral.Parse(rest)),
        "write" => new FileStep(first, BytesLiteral.Parse(rest)),
        "make" => new MakeDirectoryStep(first),
        "pause" => new PauseStep(TimeSpan.FromSeconds(Number(first))),
        "http" => HttpStep.Read(first, rest),
        "request" => new RequestStep(first, rest),
        "await" when rest == "closed" => new AwaitClosedStep(first),
        "await" when rest.Split(' ') is [var count] => new AwaitLinesStep(first, Number(count)),
        "await" when rest.Split(' ') is [var count, "files"] => new AwaitFilesStep(first, Number(count)),
        _ => throw new FormatException($"there is no verb '{verb}'"),
    };

    private static SendStep Send(string connection, string rest)
    {
        return rest.Split(" x ", 2) is [var count, var repeated]
            && int.TryParse(count, CultureInfo.InvariantCulture, out var times)
            ? new SendStep(connection, times, repeated)
            : new SendStep(connection, 1, rest);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
