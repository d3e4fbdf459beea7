using System.Text.RegularExpressions;
using Xunit;

namespace Gantry.ArchitectureTests;

/// <summary>CONFORMANCE.md says what the code does: its tables between "generated" marks are made from it, by GANTRY_WRITE_REFERENCE=1.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public void Its_tables_are_what_the_code_says()
    {
        string path = Path.Combine(Repository.Root, "CONFORMANCE.md");
        string text = File.ReadAllText(path);
        List<string> seen = [];
        string written = Regex.Replace(
            text,
            "<!-- generated: ([a-z-]+) -->\n.*?<!-- end -->",
            match =>
            {
                seen.Add(match.Groups[1].Value);
                return $"<!-- generated: {match.Groups[1].Value} -->\n{ConformanceTables.All[match.Groups[1].Value]}<!-- end -->";
            },
            RegexOptions.Singleline);
        if (Environment.GetEnvironmentVariable("GANTRY_WRITE_REFERENCE") == "1")
        {
            File.WriteAllText(path, written);
            text = written;
        }

        Assert.Equal(ConformanceTables.All.Keys.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(text, written);
    }
}
