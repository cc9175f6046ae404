using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.ConfigFilters;

/// <summary>Options of <see cref="ExternalConfigFilter"/>.</summary>
public sealed class ExternalOptions
{
    /// <summary>The program and its arguments.</summary>
    [Option("command", Required = true,
        Summary = "Program and arguments, split on white space, run without a shell; the key comes last.")]
    public required string Command { get; init; }

    /// <summary>The charset of the program's output.</summary>
    [Option("charset", Default = "UTF-8", Summary = "Charset of the program's output.")]
    public required Charset Charset { get; init; }

    /// <summary>How long the program may take.</summary>
    [Option("timeout", Default = 30, Unit = "s", Summary = "How long the program may take for one key; then it is killed.")]
    [Range(1, 3600)]
    public int Timeout { get; init; }
}

/// <summary>Values from a program: the first line that it writes when it is run with the key as its last argument.</summary>
[ConfigFilter("external", Aliases = ["org.apache.flume.configfilter.ExternalProcessConfigFilter"],
    Summary = "The first line of the output of a program that gets the key as its last argument.")]
public sealed class ExternalConfigFilter(ExternalOptions options, ComponentContext context) : IConfigFilter
{
    private readonly string[] _command = options.Command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public string? Filter(string key)
    {
        try
        {
            var output = ExternalProgram.Run([.. _command, key], TimeSpan.FromSeconds(options.Timeout));
            return FirstLine(options.Charset.Decode(output));
        }
        catch (ExternalProgramException failed)
        {
            context.Logger.LogError("Error while reading value for key {Key}: {Reason}", key, failed.Message);
            return null;
        }
    }

    // Lines end as for java.util.Scanner.
    private string? FirstLine(string output)
    {
        if (output.Length == 0)
        {
            context.Logger.LogWarning("External process has not produced any output.");
            return null;
        }
        var end = output.AsSpan().IndexOfAny("\r\n\u2028\u2029\u0085");
        if (end < 0)
            return output;
        var next = output[end] == '\r' && end + 1 < output.Length && output[end + 1] == '\n' ? end + 2 : end + 1;
        if (next < output.Length)
            context.Logger.LogWarning("External process has more than one line of output. Only the first line is used.");
        return output[..end];
    }
}
