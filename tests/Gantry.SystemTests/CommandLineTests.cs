using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests;

/// <summary>What commands say, and the codes that they end with.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-cli-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "")]
    [InlineData("bogus", "bogus")]
    [InlineData("serve --bogus", "--bogus")]
    [InlineData("serve --http-port eighty", "eighty")]
    [InlineData("echo", "Required argument missing")]
    [InlineData("dump", "Required argument missing")]
    [InlineData("user add anna --role king", "king")]
    [InlineData("verify --data /no/such/folder", "there is no data folder /no/such/folder")]
    [InlineData("import /no/such/file", "there is no file or folder '/no/such/file'")]
    public async Task A_wrong_command_line_ends_with_2_and_says_why(string line, string message)
    {
        CommandOutcome outcome = await RunAsync(line);
        Assert.True(outcome.ExitCode == 2, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        AssertNoTrace(outcome);
    }

    [Theory]
    [InlineData("dump /no/such/file", "/no/such/file")]
    [InlineData("echo 127.0.0.1 1", "127.0.0.1")]
    public async Task What_the_environment_fails_ends_with_3(string line, string message)
    {
        CommandOutcome outcome = await RunAsync(line);
        Assert.True(outcome.ExitCode == 3, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        AssertNoTrace(outcome);
    }

    [Theory]
    [InlineData("index.db", "verify")]
    [InlineData("index.db", "serve --http-port 0 --dicom-port 0")]
    [InlineData("state.db", "serve --http-port 0 --dicom-port 0")]
    [InlineData("state.db", "user list")]
    public async Task A_database_that_is_none_is_told_of(string file, string line)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, file), [.. Enumerable.Repeat((byte)'x', 20_000)]);
        CommandOutcome outcome = await RunAsync($"{line} --data {folder.FullName}");
        Assert.True(outcome.ExitCode == 3, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.StartsWith("gantry: ", outcome.Error, StringComparison.Ordinal);
        AssertNoTrace(outcome);
    }

    [Fact]
    public async Task Version_and_help_end_with_0()
    {
        Assert.Equal(0, (await RunAsync("version")).ExitCode);
        CommandOutcome help = await RunAsync("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("serve", help.Output, StringComparison.Ordinal);
    }

    private static Task<CommandOutcome> RunAsync(string line) => GantryProgram.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static void AssertNoTrace(CommandOutcome outcome) => Assert.DoesNotContain("   at ", outcome.Output + outcome.Error, StringComparison.Ordinal);
}
