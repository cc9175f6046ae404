using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Parity.Cases;

namespace FlumePlug.Parity.Running;

/// <summary>What <c>{dir}</c>, <c>{port1}</c> .. and <c>{metrics}</c> of a case stand for: the same for both agents.</summary>
public sealed partial class Placeholders
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public Placeholders(ParityCase about, string directory, int metricsPort)
    {
        Directory = directory;
        values["{dir}"] = directory;
        values["{metrics}"] = metricsPort.ToString(CultureInfo.InvariantCulture);
        foreach (Match port in PortName().Matches(about.Configuration))
        {
            if (!values.ContainsKey(port.Value)) values[port.Value] = Ports.Free().ToString(CultureInfo.InvariantCulture);
        }
    }

    public string Directory { get; }

    public string Fill(string text) =>
        values.Aggregate(text, (filled, one) => filled.Replace(one.Key, one.Value, StringComparison.Ordinal));

    public byte[] Fill(byte[] bytes) => Encoding.Latin1.GetBytes(Fill(Encoding.Latin1.GetString(bytes)));

    [GeneratedRegex(@"\{port\d\}")]
    private static partial Regex PortName();
}
