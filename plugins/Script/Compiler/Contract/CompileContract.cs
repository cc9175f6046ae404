namespace FlumePlug.Script;

/// <summary>What a script is for.</summary>
internal enum ScriptKind
{
    Interceptor,
    Selector,
}

/// <summary>What a script asks a parameter to be.</summary>
internal enum ParameterKind
{
    Text,
    Int,
    Number,
    Bool,
}

/// <summary>A file of a script: its full path and its text.</summary>
internal sealed record ScriptFile(string Path, string Text);

/// <summary>An error at a place of a file; line and column from 1, 0 unknown.</summary>
internal sealed record ScriptError(string File, int Line, int Column, string Message)
{
    /// <summary>As compilers write errors.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{File}:{(Line > 0 ? $"{Line}:" : "")}{(Line > 0 && Column > 0 ? $"{Column}:" : "")} {Message}");
}

/// <summary>A parameter that a script names, and where.</summary>
internal sealed record ParameterUse(string Name, ParameterKind Kind, bool HasDefault, string File, int Line, int Column);

/// <summary>What Roslyn's context is asked. The first file is the script, the others are those that it loads.</summary>
internal sealed record CompileRequest(
    string AssemblyName, ScriptKind Kind, bool Debug, IReadOnlyList<ScriptFile> Files, IReadOnlyList<string> References)
{
    public byte[] ToBytes() => Frame.Write(writer =>
    {
        writer.Write(AssemblyName);
        writer.Write((int)Kind);
        writer.Write(Debug);
        Frame.WriteList(writer, Files, file =>
        {
            writer.Write(file.Path);
            writer.Write(file.Text);
        });
        Frame.WriteList(writer, References, writer.Write);
    });

    public static CompileRequest FromBytes(byte[] bytes) => Frame.Read(bytes, reader => new CompileRequest(
        reader.ReadString(), (ScriptKind)reader.ReadInt32(), reader.ReadBoolean(),
        Frame.ReadList(reader, () => new ScriptFile(reader.ReadString(), reader.ReadString())),
        Frame.ReadList(reader, reader.ReadString)));
}

/// <summary>What it answers: an image, or errors. The class is the one that the agent makes instances of.</summary>
internal sealed record CompileAnswer(
    byte[] Image, byte[] Symbols, string ClassName, IReadOnlyList<ScriptError> Errors, IReadOnlyList<ParameterUse> Parameters)
{
    public static CompileAnswer Failed(IReadOnlyList<ScriptError> errors) => new([], [], "", errors, []);

    public byte[] ToBytes() => Frame.Write(writer =>
    {
        Frame.WriteBytes(writer, Image);
        Frame.WriteBytes(writer, Symbols);
        writer.Write(ClassName);
        Frame.WriteList(writer, Errors, error =>
        {
            Frame.WritePlace(writer, error.File, error.Line, error.Column);
            writer.Write(error.Message);
        });
        Frame.WriteList(writer, Parameters, use =>
        {
            writer.Write(use.Name);
            writer.Write((int)use.Kind);
            writer.Write(use.HasDefault);
            Frame.WritePlace(writer, use.File, use.Line, use.Column);
        });
    });

    public static CompileAnswer FromBytes(byte[] bytes) => Frame.Read(bytes, reader => new CompileAnswer(
        Frame.ReadBytes(reader), Frame.ReadBytes(reader), reader.ReadString(),
        Frame.ReadList(reader, () => new ScriptError(reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadString())),
        Frame.ReadList(reader, () => new ParameterUse(reader.ReadString(), (ParameterKind)reader.ReadInt32(), reader.ReadBoolean(),
            reader.ReadString(), reader.ReadInt32(), reader.ReadInt32()))));
}
