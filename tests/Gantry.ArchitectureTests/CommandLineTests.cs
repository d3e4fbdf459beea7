using System.CommandLine;
using Gantry.Commands;
using Xunit;

namespace Gantry.ArchitectureTests;

/// <summary>The command line explains itself.</summary>
public sealed class CommandLineTests
{
    private static readonly RootCommand Root = GantryCommand.Create();

    public static TheoryData<string> Verbs => [.. All(Root, "").Select(c => c.Path)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_help_that_tells_each_argument_and_option(string verb)
    {
        Command command = All(Root, "").Single(c => c.Path == verb).Command;
        StringWriter output = new();
        int code = await Root.Parse([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).InvokeAsync(new InvocationConfiguration { Output = output });
        Assert.Equal(0, code);
        string text = output.ToString();
        Assert.Contains(command.Description!, Joined(text), StringComparison.Ordinal);
        foreach (Symbol symbol in ((IEnumerable<Symbol>)command.Options).Concat(command.Arguments).Concat(command.Subcommands).Where(s => !s.Hidden))
        {
            Assert.False(string.IsNullOrWhiteSpace(symbol.Description), $"{verb} {symbol.Name} has no description");
            Assert.Contains(symbol is Argument ? $"<{symbol.Name}>" : symbol.Name, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_verbs_are_there() => Assert.Superset(
        new HashSet<string>(["serve", "echo", "send", "dump", "import", "verify", "reindex", "user add", "user passwd", "user token", "version"]),
        new HashSet<string>(All(Root, "").Select(c => c.Path)));

    private static IEnumerable<(string Path, Command Command)> All(Command parent, string path) =>
        parent.Subcommands.SelectMany(c => All(c, $"{path} {c.Name}".Trim()).Prepend(($"{path} {c.Name}".Trim(), c)));

    private static string Joined(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
