using System.Text.RegularExpressions;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors.Matching;

/// <summary>What a batch is refused with when a match ran beyond its time limit.</summary>
internal static class PatternTimeout
{
    // A ChannelException, because its message is what the peer of the source is told; the host adds the interceptor's name.
    public static ChannelException Refusal(JavaPattern pattern, RegexMatchTimeoutException cause) =>
        new($"a match of the pattern '{pattern}' took longer than {cause.MatchTimeout.TotalMilliseconds} ms; "
            + "make the pattern simpler, such as without a quantifier inside another.", cause);
}
