// The same text is always kept or always dropped, on every machine: a hash decides, not chance.
if (Text.StartsWith("ERROR"))
    return;
var oneIn = Params.Int("oneIn");
uint hash = 2166136261;
foreach (var one in Body)
    hash = (hash ^ one) * 16777619;
if (hash % oneIn != 0)
    Drop();
else
    Headers["sampled"] = $"1/{oneIn}";
