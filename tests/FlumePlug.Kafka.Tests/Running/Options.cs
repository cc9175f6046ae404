using FlumePlug.Sdk;

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>Options with their defaults, bound as the host binds them.</summary>
internal static class Options
{
    public static KafkaSinkOptions Sink(string servers, string topic, params (string Name, string Value)[] more) =>
        Of<KafkaSinkOptions>([("kafka.bootstrap.servers", servers), ("kafka.topic", topic), ("kafka.producer.delivery.timeout.ms", "20000"), .. more]);

    public static KafkaSourceOptions Source(string servers, string topic, string group, params (string Name, string Value)[] more) =>
        Of<KafkaSourceOptions>([("kafka.bootstrap.servers", servers), ("kafka.topics", topic), ("kafka.consumer.group.id", group),
            ("kafka.consumer.auto.offset.reset", "earliest"), .. more]);

    public static KafkaChannelOptions Channel(string servers, string topic, params (string Name, string Value)[] more) =>
        Of<KafkaChannelOptions>([("kafka.bootstrap.servers", servers), ("kafka.topic", topic), ("kafka.consumer.group.id", topic), .. more]);

    /// <summary>Properties under a prefix, as a configuration would have them.</summary>
    public static (string Name, string Value)[] Under(string prefix, params IEnumerable<(string Name, string Value)> properties) =>
        [.. properties.Select(property => (prefix + property.Name, property.Value))];

    private static T Of<T>(IReadOnlyList<(string Name, string Value)> texts)
        where T : new()
    {
        var options = new T();
        foreach (var property in typeof(T).GetProperties())
        {
            if (Attribute.GetCustomAttribute(property, typeof(OptionAttribute)) is not OptionAttribute option)
                continue;
            if (option.Name.EndsWith('.'))
                property.SetValue(options, texts.Where(text => text.Name.StartsWith(option.Name, StringComparison.Ordinal)
                    && !IsOther(typeof(T), text.Name)).GroupBy(text => text.Name[option.Name.Length..]).ToDictionary(same => same.Key, same => same.Last().Value));
            else if (texts.LastOrDefault(text => text.Name == option.Name).Value is { } given)
                property.SetValue(options, Parse(property.PropertyType, given));
            else if (option.Default is not null)
                property.SetValue(options, option.Default is string text ? Parse(property.PropertyType, text) : option.Default);
        }
        return options;
    }

    private static bool IsOther(Type options, string name) => options.GetProperties()
        .Any(property => Attribute.GetCustomAttribute(property, typeof(OptionAttribute)) is OptionAttribute option && option.Name == name);

    private static object Parse(Type type, string text)
    {
        if (type == typeof(IReadOnlyList<string>))
            return text.Split(',');
        return Convert.ChangeType(text, Nullable.GetUnderlyingType(type) ?? type, System.Globalization.CultureInfo.InvariantCulture);
    }
}
