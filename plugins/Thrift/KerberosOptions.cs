using FlumePlug.Sdk;

namespace FlumePlug.Thrift;

/// <summary>Options that Flume has and this does not do yet.</summary>
internal static class KerberosOptions
{
    public const string Refusal = "Kerberos is not available yet: use ssl with certificates (client-auth at the source, keystore at the sink) instead";

    public static IEnumerable<OptionError> Check(bool kerberos)
    {
        if (kerberos)
            yield return new("kerberos", Refusal);
    }
}
