using FlumePlug.Core.Configuration;

namespace FlumePlug.Topology;

/// <summary>The interceptors of a source, in their order.</summary>
internal static class SourceInterceptors
{
    public static IEnumerable<(string Name, string Type)> Of(SourceConfig source) =>
        (source.Options.Text("interceptors") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(name => (name, source.Options.Text($"interceptors.{name}.type") ?? "?"));
}
