using System.Diagnostics;

namespace Gantry.Testing;

/// <summary>Runs other people's programs.</summary>
public static class Tool
{
    /// <summary>Runs one to its end, with nothing to read.</summary>
    public static async Task<CommandOutcome> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Eventually.Patience);
        await process.WaitForExitAsync(patience.Token);
        return new CommandOutcome(process.ExitCode, await output, await error);
    }
}
