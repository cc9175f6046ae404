using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml;
using System.Xml.XPath;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Substitution;

/// <summary>The lookups of Commons Text's DefaultStringLookup enumeration that make sense outside Java.</summary>
internal static class StandardLookups
{
    /// <summary>The lookup of an enumeration name, or null when there is no such name.</summary>
    public static Lookup? Find(string name, ReadSettings settings) => name switch
    {
        "SYSTEM_PROPERTIES" => key => SystemProperties.Find(key, settings),
        "ENVIRONMENT" => key => key.Length == 0 ? null : settings.Environment(key),
        "JAVA" => SystemProperties.Describe,
        "DATE" => pattern => Date(pattern, settings),
        "BASE64_ENCODER" => text => Convert.ToBase64String(Encoding.Latin1.GetBytes(text)),
        "BASE64_DECODER" => Base64Decode,
        "URL_ENCODER" => UrlEncode,
        "URL_DECODER" => WebUtility.UrlDecode,
        "LOCAL_HOST" => LocalHost,
        "DNS" => Dns,
        "FILE" => Content,
        "PROPERTIES" => Property,
        "XML" => XPath,
        "CONST" => LookupsFile.Unavailable("constants of Java classes are Java only, not available here"),
        "SCRIPT" => LookupsFile.Unavailable("scripts are Java only, not available here"),
        "URL" => LookupsFile.Unavailable("contents of URLs are not available here"),
        "RESOURCE_BUNDLE" => LookupsFile.Unavailable("resource bundles are Java only, not available here"),
        _ => null,
    };

    private static string Date(string pattern, ReadSettings settings)
    {
        try
        {
            return settings.FormatDate(pattern, settings.Time.GetLocalNow());
        }
        catch (FormatException e)
        {
            throw new LookupException($"Invalid date format: [{pattern}]: {e.Message}");
        }
    }

    /// <summary>As Java's decoder: padding may be missing, blanks may not be there.</summary>
    private static string? Base64Decode(string text)
    {
        if (text.Any(char.IsWhiteSpace)) return null;
        if (!text.EndsWith('=')) text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? Encoding.Latin1.GetString(bytes, 0, count) : null;
    }

    /// <summary>As <c>java.net.URLEncoder</c> with UTF-8: it keeps other characters than .NET's encoders.</summary>
    private static string UrlEncode(string text)
    {
        var result = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b == ' ') result.Append('+');
            else if (char.IsAsciiLetterOrDigit((char)b) || ".-*_".Contains((char)b)) result.Append((char)b);
            else result.Append('%').Append(Convert.ToHexString([b]));
        }
        return result.ToString();
    }

    private static string? LocalHost(string key) => key switch
    {
        "name" => System.Net.Dns.GetHostName(),
        "canonical-name" => Guarded(() => System.Net.Dns.GetHostEntry("").HostName),
        "address" => Guarded(() => Address(System.Net.Dns.GetHostName())),
        _ => throw new LookupException($"'{key}' is none of name, canonical-name, address"),
    };

    /// <summary><c>address|host</c>, <c>name|address</c>, <c>canonical|host</c>, or a host alone for its address.</summary>
    private static string? Dns(string key)
    {
        var (what, host) = key.Split('|', StringSplitOptions.TrimEntries) is [var first, var second, ..]
            ? (first, second) : ("address", key.Trim());
        try
        {
            return what is "name" or "canonical" ? System.Net.Dns.GetHostEntry(host).HostName : Address(host);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static string? Address(string host) =>
        System.Net.Dns.GetHostAddresses(host)
            .OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault()?.ToString();

    /// <summary><c>charset:path</c>: the whole content of a file.</summary>
    private static string Content(string key) => key.Split(':', 2) is [var charset, var path]
        ? Guarded(() => Encoding.GetEncoding(charset).GetString(Bytes(path)))
        : throw new LookupException("expects file:charset:path");

    /// <summary><c>path::key</c>: a property of another properties file.</summary>
    private static string? Property(string key)
    {
        if (key.Split("::", 2) is not [var path, var property]) throw new LookupException("expects properties:path::key");
        var entries = JavaProperties.Parse(Bytes(path), path, new ConfigProblems());
        return entries.FindLast(entry => entry.Key == property)?.Value;
    }

    /// <summary><c>path:expression</c>: an XPath expression, as a string.</summary>
    private static string XPath(string key)
    {
        if (key.Split(':', 2) is not [var path, var expression]) throw new LookupException("expects xml:path:xpath");
        return Guarded(() =>
        {
            using var reader = XmlReader.Create(new MemoryStream(Bytes(path)));
            return new XPathDocument(reader).CreateNavigator().Evaluate($"string({expression})") as string ?? "";
        });
    }

    private static byte[] Bytes(string path)
    {
        var problems = new ConfigProblems();
        return ConfigurationFile.ReadBytes(path, problems) ?? throw new LookupException(problems.First().Message);
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not LookupException)
        {
            throw new LookupException(e.Message);
        }
    }
}
