using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace FlumePlug.Avro;

/// <summary>
/// Which addresses may connect: rules <c>allow|deny:ip|name:pattern</c>, of which the first that matches decides (Flume's
/// ipFilterRules). In a pattern <c>*</c> is any text and <c>?</c> one character; the rest is a regular expression but for the dot.
/// </summary>
internal sealed class IpFilter
{
    private static readonly TimeSpan MatchTime = TimeSpan.FromSeconds(1);

    private readonly Rule[] _rules;

    public IpFilter(string rules) => _rules = [.. rules.Split(',').Select(Parse)];

    /// <summary>What is wrong with the rules in Flume's words; null: nothing.</summary>
    public static string? Fault(string rules)
    {
        try
        {
            _ = new IpFilter(rules);
            return null;
        }
        catch (FormatException malformed)
        {
            return malformed.Message;
        }
    }

    /// <summary>Whether an address may connect; its name is looked up only where a rule asks for it.</summary>
    public async ValueTask<bool> AllowsAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var peer = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        string? name = null;
        foreach (var rule in _rules)
        {
            if (rule.IsName && !rule.IsLocalhost)
                name ??= await NameOfAsync(peer, cancellationToken);
            if (rule.IsLocalhost ? await IsLocalAsync(peer, cancellationToken) : rule.Pattern.IsMatch(rule.IsName ? name! : peer.ToString()))
                return rule.Allows;
        }
        return true;
    }

    private static Rule Parse(string text)
    {
        var parts = text.Trim().Split(':', 3);
        if (parts.Length < 3 || parts[0] is not ("allow" or "deny") || parts[1] is not ("ip" or "name") || parts[2].Length == 0)
            throw Malformed(text);
        try
        {
            // As in Java: the dot is a dot, the two wildcards are as in file names, and all else is left as it is.
            var expression = parts[2].Replace(".", "\\.").Replace("*", ".*").Replace("?", ".");
            var pattern = new Regex($"^(?:{expression})$", RegexOptions.CultureInvariant, MatchTime);
            return new(parts[0] == "allow", parts[1] == "name", parts[1] == "name" && parts[2] == "localhost", pattern);
        }
        catch (ArgumentException)
        {
            throw Malformed(text);
        }
    }

    private static FormatException Malformed(string text) => new(
        $"Invalid ipFilter patternRule '{text.Trim()}' should look like <'allow'  or 'deny'>:<'ip' or 'name'>:<pattern>");

    private static async ValueTask<string> NameOfAsync(IPAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return (await Dns.GetHostEntryAsync(address.ToString(), cancellationToken)).HostName;
        }
        catch (SocketException)
        {
            return address.ToString();
        }
    }

    private static async ValueTask<bool> IsLocalAsync(IPAddress address, CancellationToken cancellationToken)
    {
        if (address.ToString() == "127.0.0.1")
            return true;
        try
        {
            return (await Dns.GetHostAddressesAsync(Dns.GetHostName(), cancellationToken)).Contains(address);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private sealed record Rule(bool Allows, bool IsName, bool IsLocalhost, Regex Pattern);
}
