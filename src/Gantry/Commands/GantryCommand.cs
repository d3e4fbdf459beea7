using System.CommandLine;
using System.CommandLine.Invocation;
using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>The root of the command line: every verb is a file in this folder.</summary>
public static class GantryCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Gantry: a picture archive and its workstation. Start it with 'gantry serve'.");
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(UserCommand.Create());
        root.Subcommands.Add(TokenCommand.Create());
        root.Subcommands.Add(PeerCommand.Create());
        root.Subcommands.Add(DumpCommand.Create());
        root.Subcommands.Add(RenderCommand.Create());
        root.Subcommands.Add(TranscodeCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(ReindexCommand.Create());
        root.Subcommands.Add(EchoCommand.Create());
        root.Subcommands.Add(FindCommand.Create());
        root.Subcommands.Add(SendCommand.Create());
        root.Subcommands.Add(GetCommand.Create());
        root.Subcommands.Add(MoveCommand.Create());
        root.Subcommands.Add(JobCommand.Create());
        root.Subcommands.Add(RouteCommand.Create());
        root.Subcommands.Add(ViewCommand.Create());
        root.Subcommands.Add(CompressCommand.Create());
        root.Subcommands.Add(CorrectCommand.Create());
        root.Subcommands.Add(VersionCommand.Create());
        return root;
    }

    /// <summary>Runs one command line and maps what went wrong to one clear line and an exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            // SIGTERM and Ctrl-C are the host's own matter while it serves, and end the short commands as they are.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            ParseResult parsed = Create().Parse(args);
            int code = await parsed.InvokeAsync(invocation).ConfigureAwait(false);
            return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
        }
        catch (SettingsException problem)
        {
            foreach (string line in problem.Problems)
            {
                await Console.Error.WriteLineAsync($"gantry: {line}").ConfigureAwait(false);
            }

            return ExitCode.Usage;
        }
        catch (CommandException problem)
        {
            await Console.Error.WriteLineAsync($"gantry: {problem.Message}").ConfigureAwait(false);
            return problem.Code;
        }
        catch (Exception problem) when (problem is StateException or IndexException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"gantry: {problem.Message}").ConfigureAwait(false);
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }
}
