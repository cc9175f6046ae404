using System.ComponentModel.DataAnnotations;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Core.Plugins.Describe;
using FlumePlug.Sdk;

namespace FlumePlug.Plugins.Tests;

/// <summary>What a plugin's author did wrong is one line, not the end of the agent.</summary>
public sealed class FaultyPluginTests : IDisposable
{
    private readonly PluginLoader _loader = new();
    private readonly OptionBinder _binder;

    public FaultyPluginTests() => _binder = new OptionBinder(TestPlugins.Catalog, _loader);

    public void Dispose() => _loader.Dispose();

    [Theory]
    [InlineData(typeof(Throwing), "x", 1, "option 'x' cannot be set: setter boom")]
    [InlineData(typeof(ThrowingLimit), "y", 1, "'5' is no value for option 'y': its check failed: check boom")]
    [InlineData(typeof(BuiltThrowingLimit), "z", 1, "'5' is no value for option 'z': its check failed: attribute boom")]
    [InlineData(typeof(OtherMap), "headers.x", 99, "option 'headers.' cannot be set: ")]
    public void A_property_that_throws_is_an_error_with_its_line_and_its_option(Type options, string option, int line, string message)
    {
        var problem = Assert.Single(Bind(options, (option, "5")).Problems);
        Assert.Equal((Severity.Error, "a1.sinks.k1", line), (problem.Severity, problem.Component, problem.Location?.Line));
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Twice), "two options named 'x'")]
    [InlineData(typeof(TwiceByAlias), "two options named 'x'")]
    [InlineData(typeof(Nameless), "an option without a name")]
    [InlineData(typeof(OutOfRange), "the default of option 'x' is no value for it: it must be between 1 and 10")]
    [InlineData(typeof(Map), "option 'map' is of System.Collections.Generic.Dictionary`2[System.String,System.Int32], which has no static Parse(string); "
        + "a map is an IReadOnlyDictionary<string, string>")]
    [InlineData(typeof(StaticThrowing), "cannot be built: The input string 'static boom'")]
    public void An_options_class_that_cannot_be_right_is_refused_whatever_is_written(Type options, string message) =>
        Assert.Contains(message, Assert.Throws<PluginException>(() => Bind(options)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_type_that_is_no_word_makes_a_component_unusable()
    {
        var path = typeof(EmptyType).Assembly.Location;
        var unnamed = ComponentReader.Read(AssemblyMetadata.Open(path, new AssemblyFolder(Path.GetDirectoryName(path)!)));
        foreach (var type in (Type[])[typeof(EmptyType), typeof(NullType), typeof(BlankType), typeof(BlankAlias)])
        {
            var component = unnamed.Single(one => one.ClassName == type.FullName);
            Assert.Equal((type.FullName, "its type and its aliases must be words: not empty, without blanks"), (component.Type, component.UnusableReason));
            Assert.Empty(component.Aliases);
        }
    }

    [Fact]
    public void A_generic_class_is_described_without_the_number_of_its_arguments() =>
        Assert.Equal("dictionary", OptionWords.TypeOf(Assert.Single(OptionsReader.Read(typeof(Map)).Options)));

    private BoundOptions Bind(Type options, params (string, string)[] texts) => _binder.Bind(
        options, ComponentKind.Sink, TestPlugins.Texts(texts), new BindSettings("a1.sinks.k1", new Location("a.conf", 99)));

    public sealed class Throwing
    {
        [Option("x")]
        public int X { get => throw new InvalidOperationException("getter boom"); init => throw new InvalidOperationException("setter boom"); }
    }

    public sealed class ThrowingLimit
    {
        [Option("y"), Boom]
        public int Y { get; init; }
    }

    public sealed class BuiltThrowingLimit
    {
        [Option("z"), BoomWhenBuilt]
        public int Z { get; init; }
    }

    public sealed class OtherMap
    {
        [Option("headers.")]
        public IReadOnlyDictionary<string, string> Headers { get => null!; init => throw new InvalidOperationException("setter boom"); }
    }

    public sealed class Twice
    {
        [Option("x")]
        public int X { get; init; }

        [Option("x")]
        public int Y { get; init; }
    }

    public sealed class TwiceByAlias
    {
        [Option("x")]
        public int X { get; init; }

        [Option("y", Aliases = ["x"])]
        public int Y { get; init; }
    }

    public sealed class Nameless
    {
        [Option(null!)]
        public int X { get; init; }
    }

    public sealed class OutOfRange
    {
        [Option("x", Default = 500), Range(1, 10)]
        public int X { get; init; }
    }

    public sealed class Map
    {
        [Option("map")]
        public Dictionary<string, int>? Values { get; init; }
    }

    public sealed class StaticThrowing
    {
        private static readonly int Boom = int.Parse("static boom", null);

        [Option("x")]
        public int X { get; init; } = Boom;
    }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class BoomAttribute : ValidationAttribute
    {
        public override bool IsValid(object? value) => throw new InvalidOperationException("check boom");
    }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class BoomWhenBuiltAttribute : ValidationAttribute
    {
        public BoomWhenBuiltAttribute() => throw new InvalidOperationException("attribute boom");
    }

    public abstract class Sink : ISink
    {
        public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    [Sink("")]
    public sealed class EmptyType : Sink;

    [Sink(null!)]
    public sealed class NullType : Sink;

    [Sink("a b\nc")]
    public sealed class BlankType : Sink;

    [Sink("word", Aliases = ["two words"])]
    public sealed class BlankAlias : Sink;
}
