using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Gantry.ArchitectureTests;

/// <summary>The habits of ARCHITECTURE.md that a machine can hold.</summary>
public sealed partial class HabitTests
{
    private const int MaxLines = 700;

    private static IEnumerable<SourceFile> Everything => Repository.Sources("src").Concat(Repository.Sources("tests")).Concat(Repository.Sources("tools"));

    [Fact]
    public void No_file_is_too_long() =>
        Assert.Empty(Everything.Where(f => f.Lines.Count() > MaxLines).Select(f => f.Path));

    [Fact]
    public void A_folder_is_a_namespace()
    {
        IEnumerable<string> strays = from file in Repository.Sources("src")
                                     where Namespace().Match(file.Text) is { Success: true } found && found.Groups[1].Value != ExpectedNamespace(file.Path)
                                     select file.Path;
        Assert.Empty(strays);
    }

    [Fact]
    public void A_file_has_one_public_type_and_what_belongs_to_it()
    {
        IEnumerable<string> crowded = from file in Repository.Sources("src")
                                      let types = PublicClass().Matches(file.Text).Select(m => m.Groups[1].Value).Distinct().ToArray()
                                      where types.Length > 1
                                      select $"{file.Path}: {string.Join(", ", types)}";
        Assert.Empty(crowded);
    }

    [Fact]
    public void Names_say_what_a_thing_is() =>
        Assert.Empty(Repository.Sources("src").Where(f => Vague().IsMatch(Path.GetFileNameWithoutExtension(f.Path))).Select(f => f.Path));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.Empty(Repository.Sources("src").Where(f => Later().IsMatch(f.Text)).Select(f => f.Path));

    [Fact]
    public void Classes_are_sealed_unless_they_are_bases()
    {
        Type[] types = [.. Repository.Projects("src").Select(n => Path.Combine(AppContext.BaseDirectory, n + ".dll")).Where(File.Exists).SelectMany(f => Assembly.LoadFrom(f).GetTypes())];
        HashSet<Type> bases = [.. types.Select(t => t.BaseType).OfType<Type>().Select(b => b.IsGenericType ? b.GetGenericTypeDefinition() : b)];
        Assert.Empty(types.Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: false } && !t.Name.Contains('<', StringComparison.Ordinal) && !bases.Contains(t)
            && t.Name != "Program"
            && t.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null).Select(t => t.FullName));
    }

    [Fact]
    public void Tests_wait_for_signals_and_never_sleep() =>
        Assert.Empty(Repository.Sources("tests").Where(f => Sleep().IsMatch(f.Text) && !f.Path.Contains("HabitTests", StringComparison.Ordinal)).Select(f => f.Path));

    private static string ExpectedNamespace(string path)
    {
        string[] parts = path.Split('/');
        return string.Join('.', parts[1..^1]);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|partial|readonly|unsafe) )*(?:class|interface|struct) (\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicClass();

    [GeneratedRegex(@"(Helper|Helpers|Util|Utils|Utility|Manager|Common)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Later();

    [GeneratedRegex(@"Thread\.Sleep\(")]
    private static partial Regex Sleep();
}
