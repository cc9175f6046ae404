// A class, because it has state: the table is read once, before the first event. Save this file to read it again.
class Enrich : EventScript
{
    private Dictionary<string, string[]> _hosts = [];

    public override void Start() => _hosts = File.ReadLines(Path.Combine(Folder, Params["table"])).Skip(1)
        .Select(line => line.Split(',')).ToDictionary(columns => columns[0]);

    public override void Run()
    {
        var text = Text.ToString();
        var address = text[..Math.Max(0, text.IndexOf(' '))];
        if (_hosts.TryGetValue(address, out var columns))
            (Headers["host"], Headers["owner"]) = (columns[1], columns[2]);
        else
            Count("unknown");
    }
}
