using Xunit;

namespace Gantry.Testing;

/// <summary>A test that needs other people's programs; skipped where one is not installed.</summary>
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] tools)
    {
        Tools = tools;
        string[] path = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin"];
        if (tools.FirstOrDefault(t => !path.Any(p => File.Exists(Path.Combine(p, t)))) is { } absent)
        {
            Skip = $"{absent} is not installed";
        }
    }

    public IReadOnlyList<string> Tools { get; }
}
