using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>Runs one-file Java programs over many cases in one process; numbers and strings as java.io.Data*Stream has them.</summary>
internal static class JavaPeer
{
    private static readonly string Programs = Path.Combine(AppContext.BaseDirectory, "Configuration");

    /// <summary>Plain Java: its standard output.</summary>
    public static BinaryAnswers Run(string program, byte[] input) => Start("java", [Path.Combine(Programs, program)], input).Answers;

    /// <summary>Java with Apache Flume's jars: its standard output and error.</summary>
    public static (BinaryAnswers Answers, string Errors) RunWithFlume(string program, string argument, byte[] input, params (string, string)[] environment)
    {
        var peers = Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? Path.Combine(Root(), "../shared/peers");
        var flume = Path.Combine(peers, "bin/flume");
        if (!File.Exists(flume)) Peer.Require(false, $"Apache Flume is not at {flume} (FLUMEPLUG_PEERS)");
        return Start(flume, ["tool", "-Dpeer.log=WARN", Path.Combine(Programs, program), argument], input, environment);
    }

    private static (BinaryAnswers Answers, string Errors) Start(
        string command, string[] arguments, byte[] input, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            Peer.Require(false, $"{command} cannot be run: {e.Message}");
            throw;
        }
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            var copying = process.StandardOutput.BaseStream.CopyToAsync(output);
            try
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended early; its exit code and errors say why.
            }
            Task.WaitAll([errors, copying]);
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            return (new BinaryAnswers(output.ToArray()), errors.Result);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}

/// <summary>What a Java program reads.</summary>
internal sealed class BinaryCases
{
    private readonly List<byte> _content = [];

    public void Add(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        _content.AddRange(bytes);
    }

    public void Add(byte[] bytes)
    {
        Add(bytes.Length);
        _content.AddRange(bytes);
    }

    public void Add(string text)
    {
        Add(text.Length);
        _content.AddRange(Encoding.BigEndianUnicode.GetBytes(text));
    }

    public byte[] ToArray() => [.. _content];

    /// <summary>Sets of properties, each in its order.</summary>
    public static byte[] Of(List<Dictionary<string, string>> maps)
    {
        var cases = new BinaryCases();
        cases.Add(maps.Count);
        foreach (var map in maps)
        {
            cases.Add(map.Count);
            foreach (var (key, value) in map)
            {
                cases.Add(key);
                cases.Add(value);
            }
        }
        return cases.ToArray();
    }
}

/// <summary>What a Java program wrote.</summary>
internal sealed class BinaryAnswers(byte[] bytes)
{
    private int position;

    public bool AtEnd => position == bytes.Length;

    public int Number()
    {
        position += 4;
        return BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(position - 4));
    }

    // Not Encoding: fuzzed texts hold lone surrogates, which it would replace.
    public string Text()
    {
        var text = new char[Number()];
        for (var i = 0; i < text.Length; i++, position += 2)
            text[i] = (char)BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(position));
        return new string(text);
    }
}
