using System.CommandLine;
using FlumePlug.AvroClient;
using FlumePlug.Client;
using FlumePlug.Logging;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Commands;

/// <summary><c>avro-client</c>: sends lines to the avro source of an agent (Flume's AvroCLIClient). Unlike Flume's it ends with 1 where it failed.</summary>
internal sealed class AvroClientCommand
{
    private readonly Option<string?> _host = new("--host", "-H") { Description = "Host name or address of the avro source.", HelpName = "HOST" };
    private readonly Option<string?> _port = new("--port", "-p") { Description = "TCP port of the avro source.", HelpName = "PORT" };

    private readonly Option<string?> _properties = new("--rpcProps", "-P")
    {
        Description = "Instead of host and port a file of RPC client properties: several hosts, TLS, compression.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _file = new("--filename", "-F") { Description = "The file whose lines are sent; default: standard input.", HelpName = "FILE" };

    private readonly Option<string?> _directory = new("--dirname")
    {
        Description = "A directory whose files are sent; each is renamed to FILE.COMPLETED then.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _headers = new("--headerFile", "-R") { Description = "A properties file of headers for every event.", HelpName = "FILE" };

    public static Command Create()
    {
        var options = new AvroClientCommand();
        var command = new Command("avro-client", "Send lines of standard input, a file or a directory to an avro source, of FlumePlug or Flume.")
        {
            options._host, options._port, options._properties, options._file, options._directory, options._headers,
            SharedOptions.LogLevel, SharedOptions.LogFormat, SharedOptions.LogFile,
        };
        command.SetAction(options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_file) is not null && parsed.GetValue(_directory) is not null)
            throw new FormatException("--filename and --dirname options cannot be used simultaneously.");
        using var logs = new LineLoggerFactory(SharedOptions.Logging(parsed), TimeProvider.System);
        await using var client = ClientFor(parsed, logs.CreateLogger("avro-client"));
        var headers = parsed.GetValue(_headers) is { } file ? Headers.From(PropertiesFile.Read(file)) : Headers.Empty;
        var progress = new SendProgress(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
        try
        {
            await SendAsync(parsed, new LineSender(client, headers, progress), cancellationToken);
            progress.End();
            return ExitCodes.Fine;
        }
        catch (EventDeliveryException failure)
        {
            progress.End();
            await Console.Error.WriteLineAsync($"flumeplug: {failure.Message}");
            return ExitCodes.Failed;
        }
    }

    private FlumeClient ClientFor(ParseResult parsed, ILogger logger)
    {
        try
        {
            if (parsed.GetValue(_properties) is { } file)
                return FlumeClient.FromProperties(PropertiesFile.Read(file), logger);
            return parsed.GetValue(_host) is { } host && SharedOptions.WholeNumber(parsed, _port) is { } port
                ? FlumeClient.Create(new FlumeClientOptions { Hosts = [HostPort.Parse(host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}")] }, logger)
                : throw new FormatException("Unable to parse command line options - give --host and --port, or --rpcProps.");
        }
        catch (ConfigurationException wrong)
        {
            throw new InvalidDataException(wrong.Message, wrong);
        }
    }

    private async Task SendAsync(ParseResult parsed, LineSender sender, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_directory) is { } directory)
        {
            await SpoolDirectory.SendAsync(directory, sender, cancellationToken);
            return;
        }
        await using var lines = parsed.GetValue(_file) is { } file ? File.OpenRead(file) : Console.OpenStandardInput();
        await sender.SendAsync(lines, cancellationToken);
    }
}
