using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka.Settings;

/// <summary>
/// What a client of librdkafka is told: Java's defaults where librdkafka's differ, then what the user gave in
/// <c>kafka.producer.*</c> or <c>kafka.consumer.*</c>, then what the component decides.
/// </summary>
internal sealed class ClientSettings
{
    private readonly Dictionary<string, string> _values;
    private readonly List<string> _notes = [];

    private ClientSettings(ClientSide side, IReadOnlyDictionary<string, string> given)
    {
        Side = side;
        _values = new(side == ClientSide.Producer ? ProducerDefaults : ConsumerDefaults);
        Given = given;
    }

    // Bounds on memory are ours: librdkafka would queue a gigabyte to send, and 64 MB of what it fetched. What is queued beyond the requests
    // in flight (five of a megabyte to a broker) makes its thread poll in a loop besides.
    private static Dictionary<string, string> ProducerDefaults => new()
    {
        ["acks"] = "all",
        ["enable.idempotence"] = "true",
        ["partitioner"] = "murmur2_random",
        ["message.max.bytes"] = "1048576",
        ["delivery.timeout.ms"] = "120000",
        ["queue.buffering.max.kbytes"] = "8192",
        ["linger.ms"] = "1",
    };

    private static Dictionary<string, string> ConsumerDefaults => new()
    {
        ["isolation.level"] = "read_uncommitted",
        ["check.crcs"] = "true",
        ["allow.auto.create.topics"] = "true",
        ["queued.max.messages.kbytes"] = "16384",
        ["fetch.queue.backoff.ms"] = "10",
        ["topic.metadata.refresh.interval.ms"] = "30000",
    };

    public ClientSide Side { get; }

    /// <summary>The properties as the user wrote them.</summary>
    public IReadOnlyDictionary<string, string> Given { get; }

    /// <summary>librdkafka's properties.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The prefix of the user's properties.</summary>
    public static string PrefixOf(ClientSide side) => side == ClientSide.Producer ? "kafka.producer." : "kafka.consumer.";

    /// <summary>Every property that cannot work.</summary>
    public static IEnumerable<OptionError> Check(ClientSide side, IReadOnlyDictionary<string, string>? given)
    {
        foreach (var (name, value) in given ?? new Dictionary<string, string>())
            if (new ClientSettings(side, given!).Translate(name, value) is { } fault)
                yield return new(PrefixOf(side) + name, $"{PrefixOf(side)}{name} cannot be used: {fault}");
    }

    /// <summary>Translates, reads the key stores, and logs a line for each property that is ignored.</summary>
    /// <exception cref="ConfigurationException">Something cannot work.</exception>
    public static ClientSettings Create(ClientSide side, string servers, IReadOnlyDictionary<string, string> given, ComponentContext context)
    {
        if (Check(side, given).ToList() is { Count: > 0 } errors)
            throw new ConfigurationException(errors);
        var settings = new ClientSettings(side, given);
        foreach (var (name, value) in given)
            settings.Translate(name, value);
        settings["bootstrap.servers"] = servers;
        settings["log.connection.close"] = "false";
        if (side == ClientSide.Producer)
            settings.FitIdempotence();
        KeyStores.Apply(given, context, settings._values);
        foreach (var note in settings._notes)
            context.Logger.LogInformation("{Note}", note);
        return settings;
    }

    /// <summary>Makes a member of a group that commits when the component says so.</summary>
    public ClientSettings ForGroup(string group)
    {
        this["group.id"] = group;
        this["enable.auto.commit"] = "false";
        this["enable.auto.offset.store"] = "false";
        return this;
    }

    /// <summary>
    /// Gives the producer an id for transactions, if that is asked for or the user gave one: the user's, else one of this machine's name
    /// and the component's. Two that live at a time must not have the same.
    /// </summary>
    /// <returns>Whether it has one.</returns>
    public bool BeTransactional(bool isAsked, ComponentContext context)
    {
        if (!isAsked && !_values.ContainsKey("transactional.id"))
            return false;
        _values.TryAdd("transactional.id", $"flumeplug-{Environment.MachineName}-{context.Agent}-{context.Name}");
        // A record must not live longer than its transaction.
        if (!Given.ContainsKey("delivery.timeout.ms"))
            this["delivery.timeout.ms"] = _values.GetValueOrDefault("transaction.timeout.ms", "60000");
        return true;
    }

    /// <summary>Decides a property, whatever the user wrote.</summary>
    public string this[string name]
    {
        set => _values[name] = value;
    }

    // Null: fine; otherwise why not.
    private string? Translate(string name, string value)
    {
        try
        {
            switch (name)
            {
                case "sasl.jaas.config":
                    var login = JaasLogin.Parse(value);
                    (this["sasl.username"], this["sasl.password"]) = (login.User, login.Password);
                    return null;
                case "ssl.disableTLSHostnameVerification":
                    if (value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase))
                        this["ssl.endpoint.identification.algorithm"] = "none";
                    return null;
                case "request.timeout.ms":
                    this[Side == ClientSide.Producer ? "request.timeout.ms" : "socket.timeout.ms"] = value;
                    return null;
                case "group.id" when Side == ClientSide.Consumer:
                    return null;
                case "sasl.mechanism" when value.Trim() is "GSSAPI" or "OAUTHBEARER":
                    return $"{value.Trim()} is not supported: PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 are";
            }
            var known = ClientProperties.Find(name);
            switch (known)
            {
                case { Treatment: Treatment.Refused }:
                    return known.Note;
                case { Treatment: Treatment.Ignored }:
                case { } when (known.Side & Side) == 0:
                    _notes.Add($"{PrefixOf(Side)}{name} is ignored: {(known.Note.Length > 0 ? known.Note : "it is the other client's")}");
                    return null;
                case { Target: "" } or { Value: null, Treatment: Treatment.Translated } when known.Target.Contains(',') || name.StartsWith("ssl.", StringComparison.Ordinal):
                    return null;
                default:
                    this[known?.Target ?? name] = known?.Value?.Invoke(value) ?? value.Trim();
                    return null;
            }
        }
        catch (FormatException malformed)
        {
            return malformed.Message;
        }
    }

    // As Java's producer: idempotence is the default where nothing else that was asked for forbids it.
    private void FitIdempotence()
    {
        if (Given.ContainsKey("enable.idempotence") || Given.ContainsKey("transactional.id"))
            return;
        var acks = _values["acks"];
        var reason = acks is not ("all" or "-1") ? $"acks = {acks}"
            : _values.GetValueOrDefault("retries") == "0" ? "retries = 0"
            : int.TryParse(_values.GetValueOrDefault("max.in.flight.requests.per.connection"), out var inFlight) && inFlight > 5
                ? $"max.in.flight.requests.per.connection = {inFlight}" : null;
        if (reason is null)
            return;
        this["enable.idempotence"] = "false";
        _values.TryAdd("max.in.flight.requests.per.connection", "5");
        _notes.Add($"The producer is not idempotent because of {reason}: a retry may double and reorder records");
    }
}
