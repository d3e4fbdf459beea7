using System.CommandLine;
using Gantry.Archive.Jobs;
using Gantry.Server.Peers;

namespace Gantry.Commands;

/// <summary>Jobs of the server, from the machine's own command line: what is asked for here, the running server does.</summary>
public static class JobCommand
{
    public static Command Create()
    {
        var command = new Command("job", "Durable work of the server: send, retrieve or move; list, show, retry, cancel.");
        command.Subcommands.Add(Ask(ExchangeKinds.Send, "Have the server send instances of the archive to a registered peer."));
        command.Subcommands.Add(Ask(ExchangeKinds.Retrieve, "Have the server pull instances from a registered peer into the archive."));
        command.Subcommands.Add(Ask(ExchangeKinds.Move, "Have a registered peer send instances to another one that it knows."));
        command.Subcommands.Add(Ask(ExchangeKinds.Commit, "Ask a registered peer to commit to instances that the archive holds (storage commitment)."));
        command.Subcommands.Add(Ask(ExchangeKinds.Notify, "Tell a registered peer which instances are available here (instance availability notification)."));
        command.Subcommands.Add(Ask(ExchangeKinds.Prefetch, "Pull from a registered peer a patient's studies that are not here."));
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Change("retry", "Try a job again that was given up or cancelled, or one that waits, at once.", (jobs, id) => jobs.Retry(id, "command line")));
        command.Subcommands.Add(Change("cancel", "Cancel a job.", (jobs, id) => jobs.Cancel(id, "command line")));
        return command;
    }

    private static Command Ask(string kind, string description)
    {
        KeyArguments keys = new();
        Argument<string> peer = new("peer") { Description = "The peer's name in the registry." };
        Option<string?> to = new("--to") { Description = "The AE title that the peer is to send to.", HelpName = "AE", Required = kind == ExchangeKinds.Move };
        Option<bool> byMove = new("--move") { Description = "By C-MOVE to our own AE title, which the peer must know, rather than by C-GET." };
        var command = new Command(kind, description) { peer };
        if (kind == ExchangeKinds.Move)
        {
            command.Options.Add(to);
        }
        else if (kind == ExchangeKinds.Retrieve)
        {
            command.Options.Add(byMove);
        }

        keys.AddTo(command);
        UserCommand.OnState(command, (parsed, state, _) =>
        {
            ExchangeArguments arguments = new(
                parsed.GetValue(peer)!, kind == ExchangeKinds.Move ? parsed.GetValue(to) : null, kind == ExchangeKinds.Retrieve && parsed.GetValue(byMove) ? "move" : null,
                keys.Patient(parsed), keys.Studies(parsed), keys.Series(parsed), keys.Instances(parsed));
            if (ExchangeKinds.FindFault(kind, arguments) is { } fault)
            {
                throw new CommandException(fault, ExitCode.Usage);
            }

            if (state.Peers.Find(arguments.Peer) is null)
            {
                throw new CommandException($"there is no peer of the name {arguments.Peer}", ExitCode.Failed);
            }

            Console.WriteLine($"Job {state.Jobs.Add(new Job { Kind = kind, Subject = arguments.Describe(), Arguments = arguments.ToJson(), By = "command line" })}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command List()
    {
        Option<int> limit = new("--limit") { Description = "At most so many, newest first.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "List jobs, newest first.") { limit };
        UserCommand.OnState(command, (parsed, state, _) =>
        {
            foreach (Job job in state.Jobs.Store.List(null, null, 0, parsed.GetValue(limit)))
            {
                Console.WriteLine(Line(job));
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Show()
    {
        Argument<long> id = new("id") { Description = "The job's number." };
        var command = new Command("show", "Show a job with its history.") { id };
        UserCommand.OnState(command, (parsed, state, _) =>
        {
            Job job = state.Jobs.Store.Find(parsed.GetValue(id)) ?? throw new CommandException("there is no job of this number", ExitCode.Failed);
            Console.WriteLine(Line(job));
            foreach (JobEvent e in state.Jobs.Store.History(job.Id))
            {
                Console.WriteLine($"  {e.At:u}  {e.Text}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Change(string name, string description, Func<JobQueue, long, Job?> change)
    {
        Argument<long> id = new("id") { Description = "The job's number." };
        var command = new Command(name, description) { id };
        UserCommand.OnState(command, (parsed, state, _) =>
        {
            Job job = change(state.Jobs, parsed.GetValue(id)) ?? throw new CommandException("there is no such job, or it is not in a state for that", ExitCode.Failed);
            Console.WriteLine(Line(job));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string Line(Job job) =>
        $"{job.Id,6}  {job.Kind,-10} {job.State.ToString().ToLowerInvariant(),-8} {job.Counts.Completed}/{job.Counts.Total} done, {job.Counts.Failed} failed, try {job.Attempts}  {job.Subject}{(job.Error is null ? "" : $": {job.Error}")}";
}
