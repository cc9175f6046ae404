using System.Globalization;
using System.Net;
using FlumePlug.Torture.Oracle;

// A process of its own, so that no kill of an agent can touch what it knows. It sends numbered events to a netcat source,
// receives what comes out of a thrift sink, and answers one line for each line of standard input:
//   send PORT BUDGET   where to send to, and so many more events fast, then slowly; ok
//   killed             an agent just died; ok
//   acked N            when so many more were acknowledged since the last send, or with the next line; ok
//   settle SECONDS     stop sending, wait until everything acknowledged came out or nothing does for so long; the report
using var stop = new CancellationTokenSource();
var ledger = new Ledger();
using var receiver = new EventReceiver(ledger);
var senders = Enumerable.Range(0, 4).Select(_ => new NumberSender(ledger)).ToList();
Task[] running = [receiver.RunAsync(stop.Token), .. senders.Select(sender => sender.RunAsync(stop.Token))];
Console.WriteLine(((IPEndPoint)receiver.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
var (waiting, wait) = (Task.CompletedTask, new CancellationTokenSource());
while (await Task.Run(Console.ReadLine) is { } line)
{
    await wait.CancelAsync();
    await waiting;
    wait.Dispose();
    wait = new CancellationTokenSource();
    if (line.Split(' ') is ["acked", var count])
        waiting = AcknowledgedAsync(Number(count), wait.Token);
    else
        Console.WriteLine(await AnswerAsync(line.Split(' ')));
}
wait.Dispose();
await stop.CancelAsync();
await Task.WhenAll(running);

async Task<string> AnswerAsync(string[] words)
{
    switch (words[0])
    {
        case "send":
            ledger.Begin(Number(words[2]));
            foreach (var sender in senders)
                sender.Port = Number(words[1]);
            return "ok";
        case "killed":
            ledger.Killed();
            return "ok";
        case "settle":
            foreach (var sender in senders)
                sender.Port = 0;
            return await ledger.SettleAsync(TimeSpan.FromSeconds(Number(words[1])));
        default:
            return $"no such command: {words[0]}";
    }
}

async Task AcknowledgedAsync(int count, CancellationToken interrupted)
{
    await ledger.AcknowledgedAsync(count, interrupted);
    Console.WriteLine("ok");
}

static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
