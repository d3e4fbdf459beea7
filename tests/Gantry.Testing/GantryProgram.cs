using System.Diagnostics;

namespace Gantry.Testing;

/// <summary>Finds the built program and runs its commands: the one named by GANTRY_PROGRAM (as './gantry test' does), otherwise the one built beside the tests.</summary>
public static class GantryProgram
{
    /// <summary>Gantry.dll.</summary>
    public static string Path { get; } = Find();

    public static ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("GANTRY_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    /// <summary>Runs one command to its end.</summary>
    public static async Task<CommandOutcome> RunAsync(params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(StartInfo(arguments))!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(patience.Token);
        return new CommandOutcome(process.ExitCode, await output, await error);
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("GANTRY_PROGRAM") is { Length: > 0 } named)
        {
            return named;
        }

        // bin/<configuration>/net10.0/ of the tests; the same of the program.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string built = System.IO.Path.Combine(RepositoryRoot(), "src", "Gantry", "bin", configuration, "net10.0", "Gantry.dll");
        return File.Exists(built) ? built : throw new InvalidOperationException($"{built} is not built");
    }

    /// <summary>The folder of Gantry.slnx above the running tests.</summary>
    public static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Gantry.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests do not run below the repository");
    }
}
