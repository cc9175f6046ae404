using FlumePlug.Sdk;

namespace Acme.Throwing;

// Marked as what it is not.
[Sink("no-sink")]
public sealed class NoSink;
