using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Keys from files, and what is said of files that hold none.</summary>
public sealed class KeyProviderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("flumeplug-").FullName;
    private readonly TestComponentContext _context = new();

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        _context.Dispose();
    }

    [Theory]
    [InlineData("key-0", 16)]
    [InlineData("KEY-0", 16)]
    [InlineData("Key-1", 32)]
    public void Keys_that_keytool_made_are_read_under_names_of_any_case(string alias, int length) =>
        Assert.Equal(length, Store("keytool.p12").KeyOf(alias).Length);

    [Fact]
    public void A_converted_Java_key_store_is_read() => Assert.Equal(16, Store("converted.p12", keys: ["key-0"]).KeyOf("key-0").Length);

    [Fact]
    public void A_Java_key_store_is_refused_with_the_command_that_converts_it()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Store("java.jceks"));
        Assert.Contains($"keytool -importkeystore -srckeystore {Key("java.jceks")} -srcstoretype JCEKS -destkeystore {Key("java.jceks")}.p12 "
            + "-deststoretype PKCS12", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_password_is_refused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Store("keytool.p12", password: "wrong"));
        Assert.Equal($"The password in encryption.keyProvider.keyStorePasswordFile does not open {Key("keytool.p12")}.", refused.Message);
    }

    [Fact]
    public void A_file_that_is_no_key_store_is_refused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => new KeyStoreProvider(Options(Text("x.p12", "no keys here"), "secret1"), _context));
        Assert.StartsWith($"{_root}/x.p12 cannot be read as a PKCS#12 file: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_in_the_store_is_refused_with_those_that_are()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Store("keytool.p12", keys: ["key-0", "key-9"]));
        Assert.StartsWith($"There is no secret key 'key-9' in {Key("keytool.p12")}; there are: key-0, key-1.", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_among_those_listed_is_not_given()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Store("keytool.p12", keys: ["key-0"]).KeyOf("key-1"));
        Assert.Equal($"There is no key 'key-1' among the keys of {Key("keytool.p12")}, which are: key-0.", refused.Message);
    }

    [Fact]
    public void A_key_of_another_password_than_the_stores_needs_a_file_of_its_own()
    {
        var wrong = new KeyStoreOptions
        {
            KeyStoreFile = Key("keytool.p12"),
            KeyStorePasswordFile = Text("password", "secret1"),
            KeyOptions = new Dictionary<string, string> { ["key-0.passwordFile"] = Text("other", "other") },
        };
        var refused = Assert.Throws<ConfigurationException>(() => new KeyStoreProvider(wrong, _context));
        Assert.Contains("keys.key-0.passwordFile", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_password_file_of_a_key_is_told_and_the_stores_password_is_tried()
    {
        var options = new KeyStoreOptions
        {
            KeyStoreFile = Key("keytool.p12"),
            KeyStorePasswordFile = Text("password", " secret1\n"),
            KeyOptions = new Dictionary<string, string> { ["key-0.passwordFile"] = "/nowhere" },
        };
        Assert.Equal(16, new KeyStoreProvider(options, _context).KeyOf("key-0").Length);
        Assert.Equal(["Password file for alias key-0 does not exist"], _context.Logged.Lines.Select(line => line.Text));
    }

    [Fact]
    public void A_missing_file_is_told() => Assert.Contains("/nowhere/keys",
        Assert.Throws<ConfigurationException>(() => new KeyFileProvider(new KeyFileOptions { KeyStoreFile = "/nowhere/keys" })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_key_file_holds_keys_in_hexadecimal_and_in_Base64()
    {
        var keys = File("# made by hand\n\na = 000102030405060708090a0b0c0d0e0f\r\nb=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
        Assert.Equal([.. Enumerable.Range(0, 16).Select(value => (byte)value)], keys.KeyOf("a"));
        Assert.Equal([.. Enumerable.Range(0, 32).Select(value => (byte)value)], keys.KeyOf("b"));
        Assert.Equal($"There is no key 'c' in {_root}/keys; there are: a, b.",
            Assert.Throws<ConfigurationException>(() => keys.KeyOf("c")).Message);
    }

    [Theory]
    [InlineData("a = 0001", "Line 1 of ", " is no key: write 'NAME = KEY'")]
    [InlineData("# a\n000102030405060708090a0b0c0d0e0f", "Line 2 of ", " is no key: write 'NAME = KEY'")]
    [InlineData("a=000102030405060708090a0b0c0d0e0f\na=000102030405060708090a0b0c0d0e0f", "Line 2 of ", " names the key 'a' a second time.")]
    public void A_line_that_is_no_key_is_refused_with_its_number_and_without_its_text(string text, string start, string rest)
    {
        var refused = Assert.Throws<ConfigurationException>(() => File(text));
        Assert.StartsWith(start + _root + "/keys" + rest, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0001", refused.Message, StringComparison.Ordinal);
    }

    private static string Key(string name) => Path.Combine(AppContext.BaseDirectory, "Keys", name);

    private string Text(string name, string text)
    {
        var path = Path.Combine(_root, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private KeyFileProvider File(string text) => new(new KeyFileOptions { KeyStoreFile = Text("keys", text) });

    private KeyStoreOptions Options(string store, string password, params string[] keys) =>
        new() { KeyStoreFile = store, KeyStorePasswordFile = Text("password", password), Keys = keys };

    private KeyStoreProvider Store(string name, string password = "secret1\n", params string[] keys) =>
        new(Options(Key(name), password, keys), _context);
}
