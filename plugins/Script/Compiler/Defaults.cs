namespace FlumePlug.Script.Compiler;

/// <summary>What every script is compiled with.</summary>
internal static class Defaults
{
    /// <summary>The namespaces that a script sees without a using.</summary>
    public const string Text =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Globalization;
        global using System.IO;
        global using System.Linq;
        global using System.Text;
        global using System.Text.Json;
        global using System.Text.Json.Nodes;
        global using System.Text.RegularExpressions;
        global using FlumePlug.Script;
        global using FlumePlug.Sdk;
        global using Microsoft.Extensions.Logging;

        """;

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
