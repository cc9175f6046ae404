using System.Globalization;
using System.Xml;

namespace FlumePlug.Script.Verbs.Cases;

/// <summary>What became of one case; an empty failure: it is as expected.</summary>
internal sealed record CaseResult(string Script, string Case, string Failure, TimeSpan Took);

/// <summary>Writes results in the form of JUnit, which CI servers show.</summary>
internal static class JUnitFile
{
    public static void Write(string path, IReadOnlyList<CaseResult> results)
    {
        using var xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        foreach (var suite in results.GroupBy(result => result.Script))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", suite.Key);
            xml.WriteAttributeString("tests", Text(suite.Count()));
            xml.WriteAttributeString("failures", Text(suite.Count(result => result.Failure.Length > 0)));
            xml.WriteAttributeString("time", Seconds(suite.Sum(result => result.Took.TotalSeconds)));
            foreach (var result in suite)
                WriteCase(xml, result);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", result.Script);
        xml.WriteAttributeString("name", result.Case);
        xml.WriteAttributeString("time", Seconds(result.Took.TotalSeconds));
        if (result.Failure.Length > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Printable(result.Failure));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    // Bodies may hold what XML cannot.
    private static string Printable(string text) => string.Concat(text.Select(one => XmlConvert.IsXmlChar(one) ? one : '\uFFFD'));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
