using System.Diagnostics;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Avro.Tests.Interop;

/// <summary>A trust store of an authority that Java's own keytool made: Java trusts only entries that bear its mark.</summary>
internal static class JavaTruststore
{
    public static string Of(TestAuthority authority)
    {
        var path = Path.ChangeExtension(authority.Truststore, ".java.p12");
        using var keytool = Process.Start(new ProcessStartInfo("keytool",
            ["-importcert", "-noprompt", "-alias", "a", "-file", authority.TruststorePem, "-keystore", path, "-storepass", TestAuthority.Password])
        {
            RedirectStandardError = true,
        })!;
        var told = keytool.StandardError.ReadToEnd();
        keytool.WaitForExit();
        Assert.True(keytool.ExitCode == 0, told);
        return path;
    }
}
