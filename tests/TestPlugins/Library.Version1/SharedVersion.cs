namespace Acme.Shared;

public class SharedVersion
{
    public static string Text => "version 1";
}
