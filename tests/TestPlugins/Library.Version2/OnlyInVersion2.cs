namespace Acme.Shared;

public static class OnlyInVersion2
{
    public static string Shout(string text) => text.ToUpperInvariant();
}
