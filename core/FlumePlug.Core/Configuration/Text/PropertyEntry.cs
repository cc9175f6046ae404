namespace FlumePlug.Core.Configuration.Text;

/// <summary>One assignment as a file makes it: key and value as Java's Properties would hold them, not trimmed.</summary>
/// <param name="Key">The whole key, agent included.</param>
/// <param name="Value">The text before any variable is replaced.</param>
/// <param name="Location">Where the assignment begins.</param>
/// <param name="JoinsList">
/// The value is one name to add to the list under the key: in YAML a component is listed by being written.
/// </param>
public sealed record PropertyEntry(string Key, string Value, Location Location, bool JoinsList = false);
