namespace FlumePlug.ChannelSelectors;

/// <summary>How <see cref="LoadBalancingChannelSelector"/> chooses: <c>round_robin</c> or <c>random</c>, in any case.</summary>
public readonly record struct BalancingPolicy
{
    private BalancingPolicy(bool isRandom) => IsRandom = isRandom;

    /// <summary>Whether the channel is drawn at random instead of in turn.</summary>
    public bool IsRandom { get; }

    /// <summary>Reads a policy's name.</summary>
    /// <exception cref="FormatException">There is no policy of that name.</exception>
    public static BalancingPolicy Parse(string text) => text?.ToUpperInvariant() switch
    {
        "ROUND_ROBIN" => new(isRandom: false),
        "RANDOM" => new(isRandom: true),
        _ => throw new FormatException($"Invalid policy: {text} (round_robin or random)"),
    };

    /// <inheritdoc/>
    public override string ToString() => IsRandom ? "random" : "round_robin";
}
