using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs.Trying;

/// <summary>A script does not compile, or its parameters are wrong; a line for each error, with its place.</summary>
internal sealed class ScriptErrorsException(string file, ConfigurationException refused) : Exception(
    refused.Errors.Count == 0 ? $"{file}: {refused.Message}" : string.Join('\n', refused.Errors.Select(error => TextOf(file, error))))
{
    private static string TextOf(string file, OptionError error) => error.File is null ? $"{file}: {error.Message}"
        : string.Create(CultureInfo.InvariantCulture, $"{error.File}:{error.Line}:{(error.Column > 0 ? $"{error.Column}:" : "")} {error.Message}");
}
