using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FlumePlug.Core.Configuration.Text;

/// <summary>
/// Reads the YAML form: mappings nest as dots do in a properties file, sequences are blank-separated lists, scalars are taken
/// as they are written (<c>type: null</c> is the null sink). Only what a properties file could say can be said: no anchors,
/// tags, merge keys or several documents.
/// </summary>
internal sealed class YamlText
{
    private const int MaxDepth = 50;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly string _file;
    private readonly ConfigProblems _problems;
    private readonly Parser _parser;
    private readonly OrderedDictionary<string, PropertyEntry> _entries = new(StringComparer.Ordinal);
    private readonly YamlLists _lists = new();

    private YamlText(string text, string file, ConfigProblems problems)
    {
        _file = file;
        _problems = problems;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The assignments in the order of the text; none, and an error, when it is not YAML.</summary>
    public static List<PropertyEntry> Parse(byte[] bytes, string file, ConfigProblems problems)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, e.Index).Count((byte)'\n');
            problems.Error(new Location(file, line), null, "is not UTF-8, which the YAML form must be");
            return [];
        }
        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            // The parser would take it for the end of the text.
            problems.Error(new Location(file, 1 + text.AsSpan(0, nul).Count('\n')), null, "holds a NUL character");
            return [];
        }
        var yaml = new YamlText(text, file, problems);
        try
        {
            yaml.ReadDocument();
        }
        catch (YamlException e)
        {
            var at = TabIn(text, file, e) ?? yaml.At(e.Start);
            problems.Error(at, null, "is not valid YAML: " + (e.InnerException ?? e).Message);
            return [];
        }
        catch (Exception e)
        {
            // The parser has several ways to say that it is lost: InvalidOperationException after '...' for one.
            problems.Error(new Location(file), null, "is not valid YAML: " + e.Message);
            return [];
        }
        return [.. yaml._entries.Values, .. yaml._lists.Implied(yaml._entries.Keys)];
    }

    /// <summary>The parser tells of a tab in the indentation, but not where it is.</summary>
    private static Location? TabIn(string text, string file, YamlException e)
    {
        if (!e.Message.Contains(" tab ", StringComparison.Ordinal)) return null;
        var lines = text.Split('\n');
        var line = Array.FindIndex(lines, line => line.AsSpan(0, line.Length - line.TrimStart().Length).Contains('\t'));
        return line < 0 ? null : new Location(file, line + 1, lines[line].IndexOf('\t', StringComparison.Ordinal) + 1);
    }

    private void ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return;
        _parser.Consume<DocumentStart>();
        if (_parser.Accept<MappingStart>(out _)) ReadMapping("", 0);
        else if (!(_parser.Accept<Scalar>(out var scalar) && IsNothing(scalar)))
            _problems.Error(At(_parser.Current!.Start), null, "must be a mapping of agents: 'a1: {sources: ...}'");
        else _parser.SkipThisAndNestedEvents();
        if (_parser.TryConsume<DocumentEnd>(out _) && _parser.TryConsume<DocumentStart>(out var second))
            _problems.Error(At(second.Start), null, "holds a second document; one file is one document");
    }

    private void ReadMapping(string prefix, int depth)
    {
        var mapping = _parser.Consume<MappingStart>();
        RefuseExtras(mapping);
        if (depth > MaxDepth) throw new YamlException(mapping.Start, mapping.End, $"nested more than {MaxDepth} deep");
        var keys = new Dictionary<string, Location>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadKey(keys) is not { } key) _parser.SkipThisAndNestedEvents();
            else ReadValue(prefix.Length == 0 ? key.Value : $"{prefix}.{key.Value}", key.Location!, depth);
        }
    }

    /// <summary>Null when the value below this key is to be skipped.</summary>
    private OptionText? ReadKey(Dictionary<string, Location> earlier)
    {
        var at = At(_parser.Current!.Start);
        if (!_parser.TryConsume<Scalar>(out var scalar))
        {
            _problems.Error(at, null, "a key must be a plain name");
            _parser.SkipThisAndNestedEvents();
            return null;
        }
        RefuseExtras(scalar);
        var key = JavaText.Trim(scalar.Value);
        if (key.Length == 0) _problems.Error(at, null, "an empty key");
        else if (key == "<<") _problems.Error(at, null, "merge keys are not supported", "${key} to use a value again");
        else if (!earlier.TryAdd(key, at)) _problems.Error(at, null, $"the key '{key}' is there twice, first at {earlier[key]}");
        else return new OptionText(key, at);
        return null;
    }

    private void ReadValue(string path, Location at, int depth)
    {
        _lists.Declare(path, at);
        if (_parser.Accept<MappingStart>(out _))
        {
            ReadMapping(path, depth + 1);
            return;
        }
        string? value = null;
        if (_parser.Accept<SequenceStart>(out _)) value = ReadSequence(path);
        else if (_parser.TryConsume<AnchorAlias>(out var alias)) RefuseAlias(alias);
        else value = ReadScalar(path);
        if (value is null) return;
        if (!_entries.TryAdd(path, new PropertyEntry(path, value, at)))
            _problems.Error(at, path, $"is written twice, first at {_entries[path].Location}");
    }

    /// <summary>Null where nothing is written and nothing needs to be: an agent, a section or a component left empty.</summary>
    private string? ReadScalar(string path)
    {
        var scalar = _parser.Consume<Scalar>();
        RefuseExtras(scalar);
        if (!IsNothing(scalar)) return scalar.Value;
        return YamlLists.IsComponentOrAbove(path) ? null : "";
    }

    private string ReadSequence(string path)
    {
        var sequence = _parser.Consume<SequenceStart>();
        RefuseExtras(sequence);
        var items = new List<string>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var at = At(_parser.Current!.Start);
            if (_parser.TryConsume<AnchorAlias>(out var alias))
            {
                RefuseAlias(alias);
                continue;
            }
            if (!_parser.TryConsume<Scalar>(out var item))
            {
                _problems.Error(at, path, "a list holds plain values only");
                _parser.SkipThisAndNestedEvents();
                continue;
            }
            RefuseExtras(item);
            if (JavaText.Words(item.Value) is [var word]) items.Add(word);
            else _problems.Error(at, path, $"'{item.Value}' cannot be in a list: lists are separated by blanks", "a plain value");
        }
        return string.Join(' ', items);
    }

    private void RefuseExtras(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty) _problems.Error(At(node.Start), null, $"the anchor &{node.Anchor} is not supported", "${key}");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            _problems.Error(At(node.Start), null, $"the tag {node.Tag.Value} is not supported: values are taken as written");
    }

    private void RefuseAlias(AnchorAlias alias) =>
        _problems.Error(At(alias.Start), null, $"the alias *{alias.Value} is not supported", "${key} to use a value again");

    private static bool IsNothing(Scalar scalar) => scalar.Style == ScalarStyle.Plain && (scalar.Value is "" or "~");

    private Location At(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);
}
