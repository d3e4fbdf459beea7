using System.CommandLine;
using Gantry.Archive.Query;
using Gantry.Archive.Security;
using Gantry.Archive.Views;

namespace Gantry.Commands;

/// <summary>The parts of the archive that peers can be limited to, from the machine's own command line; a change holds for the next request of a peer.</summary>
public static class ViewCommand
{
    public static Command Create()
    {
        var command = new Command("view", "Views, the parts of the archive that peers can be limited to: set, list, remove.");
        command.Subcommands.Add(Set());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Remove());
        return command;
    }

    private static Command Set()
    {
        Argument<string> name = Name();
        Option<string[]> match = new("--match")
        {
            Description = "Conditions on series, all of which must hold: Modality=CT,MR, InstitutionName!=*TRIAL*, StudyDate=-90d- for the last ninety days.",
            HelpName = "ATTRIBUTE=VALUE",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string[]> source = new("--source") { Description = "Calling AE titles, one of which sent the first instance of the series.", HelpName = "AE", AllowMultipleArgumentsPerToken = true };
        var command = new Command("set", "Add a view, or replace the one of its name.") { name, match, source };
        UserCommand.OnState(command, async (parsed, state, token) =>
        {
            ArchiveView view = new()
            {
                Name = parsed.GetValue(name)!,
                Conditions = [.. (parsed.GetValue(match) ?? []).Select(m => AttributeCondition.Parse(m) ?? throw new CommandException($"write {m} as Attribute=value", ExitCode.Usage))],
                Sources = parsed.GetValue(source) ?? [],
            };
            return Tell(await state.Views.PutAsync(view, Caller.CommandLine, token).ConfigureAwait(false), view.Name, "is set");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the views and the peers that have them.");
        UserCommand.OnState(command, (_, state, _) =>
        {
            foreach (ArchiveView view in state.Views.List())
            {
                string what = string.Join(' ', view.Conditions.Select(c => c.ToString()).Concat(view.Sources.Select(s => "from " + s)));
                IReadOnlyList<string> peers = state.Views.PeersOf(view.Name);
                Console.WriteLine($"{view.Name,-24} {what}{(peers.Count == 0 ? "" : $"; of {string.Join(", ", peers)}")}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Remove()
    {
        Argument<string> name = Name();
        var command = new Command("remove", "Remove a view that no peer has.") { name };
        UserCommand.OnState(command, async (parsed, state, token) =>
            Tell(await state.Views.RemoveAsync(parsed.GetValue(name)!, Caller.CommandLine, token).ConfigureAwait(false), parsed.GetValue(name)!, "is removed"));
        return command;
    }

    private static int Tell(ViewOutcome outcome, string name, string done)
    {
        switch (outcome)
        {
            case ViewOutcome.Done { View: var view }:
                Console.WriteLine($"{view.Name} {done}.");
                return ExitCode.Done;
            case ViewOutcome.Refused refused:
                throw new CommandException(refused.Reason, ExitCode.Usage);
            case ViewOutcome.InUse used:
                throw new CommandException($"the peer {used.Peer} has this view", ExitCode.Failed);
            default:
                throw new CommandException($"there is no view '{name}'", ExitCode.Failed);
        }
    }

    private static Argument<string> Name() => new("name") { Description = "What the view is called." };
}
