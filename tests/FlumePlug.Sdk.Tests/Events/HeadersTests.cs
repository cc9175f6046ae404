using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Events;

public class HeadersTests
{
    [Fact]
    public void Setting_a_header_leaves_the_others_and_the_original_alone()
    {
        var one = Headers.Empty.With("a", "1");
        var two = one.With("b", "2").With("a", "3");
        Assert.Equal("{a=1}", one.ToString());
        Assert.Equal("{a=3, b=2}", two.ToString());
        Assert.Equal("{}", Headers.Empty.ToString());
    }

    [Fact]
    public void Setting_the_value_that_is_there_allocates_nothing()
    {
        var headers = HeadersOf(("a", "1"));
        Assert.Same(headers, headers.With("a", "1"));
        Assert.Same(headers, headers.Without("b"));
        Assert.Same(Headers.Empty, headers.Without("a"));
    }

    [Fact]
    public void Names_are_case_sensitive()
    {
        var headers = HeadersOf(("Host", "upper"), ("host", "lower"));
        Assert.Equal(2, headers.Count);
        Assert.Equal("upper", headers["Host"]);
        Assert.Equal("lower", headers["host"]);
        Assert.Null(headers["HOST"]);
        Assert.False(headers.Contains("HOST"));
        Assert.False(headers.TryGetValue("HOST", out _));
    }

    [Fact]
    public void A_later_pair_replaces_the_value_of_an_earlier_one_in_its_place()
    {
        IEnumerable<KeyValuePair<string, string>> pairs = [new("a", "1"), new("b", "2"), new("a", "3")];
        Assert.Equal("{a=3, b=2}", Headers.From(pairs).ToString());
        Assert.Equal("{a=3, b=2}", Headers.From([.. pairs]).ToString());
        Assert.Same(Headers.Empty, Headers.From([]));
    }

    [Fact]
    public void Removing_keeps_the_order_of_the_rest()
    {
        var headers = HeadersOf(("a", "1"), ("b", "2"), ("c", "3"));
        Assert.Equal("{a=1, c=3}", headers.Without("b").ToString());
        Assert.Equal("{b=2, c=3}", headers.Without("a").ToString());
        Assert.Equal("{a=1, b=2}", headers.Without("c").ToString());
    }

    [Fact]
    public void Null_names_and_values_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Headers.Empty.With(null!, "1"));
        Assert.Throws<ArgumentNullException>(() => Headers.Empty.With("a", null!));
        Assert.Throws<ArgumentNullException>(() => Headers.From(new KeyValuePair<string, string>("a", null!)));
    }
}
