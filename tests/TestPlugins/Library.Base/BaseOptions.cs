using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace Acme.Base;

public enum Mood
{
    Calm,
    Cross,
}

public abstract class BaseOptions<T>
{
    [Option("mood", Default = Acme.Base.Mood.Calm, Summary = "How it feels.")]
    public T? Mood { get; init; }

    [Option("base.port", Default = 4711, Summary = "Where it listens.")]
    [Range(0, 65535)]
    public int Port { get; init; }
}

public class NeedsShared : Acme.Shared.SharedVersion;
