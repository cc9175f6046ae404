namespace FlumePlug.Script.Compiler;

/// <summary>What every script is compiled with.</summary>
internal static class Defaults
{
    /// <summary>Asked before each round of a loop and in each function: ends a script that took too long, and a recursion without end.</summary>
    public const string Guard =
        $$"""

        internal static class {{ComposedScript.GuardClass}}
        {
            internal static volatile bool Asked;

            internal static void Check()
            {
                if (Asked)
                    Throw();
            }

            internal static void Enter()
            {
                Check();
                global::System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            }

            private static void Throw() => throw new global::System.OperationCanceledException("The script took too long.");
        }
        """;
}
