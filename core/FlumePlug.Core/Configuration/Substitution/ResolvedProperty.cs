using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Substitution;

/// <summary>An assignment whose variables are replaced.</summary>
/// <param name="Written">As the file has it.</param>
/// <param name="Value">Replaced, not trimmed.</param>
/// <param name="Unresolved">What stayed verbatim; a config filter may still resolve it.</param>
internal sealed record ResolvedProperty(PropertyEntry Written, string Value, IReadOnlyList<Unresolved> Unresolved);
