using System.Diagnostics;
using Xunit;

namespace Gantry.InteropTests;

/// <summary>Other people's npm packages, installed once beside the tests and driven by node.</summary>
internal static class NpmPeers
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "npm");
    private static readonly Lazy<Task> Installed = new(() => RunAsync("npm", ["ci", "--no-audit", "--no-fund"]));

    /// <summary>Runs a script of the folder.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> NodeAsync(params string[] arguments)
    {
        await Installed.Value;
        return await RunAsync("node", arguments);
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output}{await error}");
        return output;
    }
}
