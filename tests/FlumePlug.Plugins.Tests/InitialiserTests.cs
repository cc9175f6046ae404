using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Plugins.Tests;

public sealed class InitialiserTests
{
    [Fact]
    public void An_initialiser_that_disagrees_with_the_default_is_found() => Assert.Equal(
        ["Disagreeing.Port begins as '80', the default of option 'port' is '81'",
            "Disagreeing.Names begins as 'a', the default of option 'names' is 'a b'",
            "Disagreeing.Charset begins as 'UTF-8', the default of option 'charset' is ''"],
        OptionInitialisers.Disagreements(typeof(Disagreeing)));

    [Fact]
    public void Initialisers_that_agree_or_say_nothing_are_fine() => Assert.Empty(OptionInitialisers.Disagreements(typeof(Agreeing)));

    public sealed class Disagreeing
    {
        [Option("port", Default = 81)]
        public int Port { get; init; } = 80;

        [Option("names", Default = "a b")]
        public IReadOnlyList<string> Names { get; init; } = ["a"];

        [Option("charset")]
        public string Charset { get; init; } = "UTF-8";
    }

    public sealed class Agreeing
    {
        [Option("bind", Required = true)]
        public string Bind { get; init; } = "";

        [Option("port", Default = 81)]
        public int Port { get; init; } = 81;

        [Option("idle", Default = 5)]
        public int Idle { get; init; }

        [Option("names", Default = "a b")]
        public IReadOnlyList<string> Names { get; init; } = ["a", "b"];

        [Option("more")]
        public IReadOnlyList<string> More { get; init; } = [];
    }
}
