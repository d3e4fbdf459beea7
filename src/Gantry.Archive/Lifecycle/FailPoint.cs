using System.Diagnostics;
using System.Globalization;

namespace Gantry.Archive.Lifecycle;

/// <summary>Kills the process hard at a named step, so that tests can crash the real program between any two: "commit.synced:3" is the third time that step is reached.</summary>
public static class FailPoint
{
    /// <summary>The environment variable that sets it.</summary>
    public const string Variable = "GANTRY_FAILPOINT";

    /// <summary>The callback for <see cref="LocalArchive.Open"/>; null when nothing is set.</summary>
    public static Action<string>? FromEnvironment() => Parse(Environment.GetEnvironmentVariable(Variable), static () => Process.GetCurrentProcess().Kill());

    /// <summary>A callback that acts when a step is reached for the n-th time; null for no or a malformed text.</summary>
    public static Action<string>? Parse(string? text, Action act)
    {
        string[] parts = text?.Split(':') ?? [];
        if (parts.Length is 0 or > 2 || parts[0].Length == 0)
        {
            return null;
        }

        int left = 1;
        if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out left))
        {
            return null;
        }

        return step =>
        {
            if (step == parts[0] && Interlocked.Decrement(ref left) == 0)
            {
                act();
            }
        };
    }
}
