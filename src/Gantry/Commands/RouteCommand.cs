using System.CommandLine;
using System.Globalization;
using Gantry.Archive.Audit;
using Gantry.Archive.Query;
using Gantry.Archive.Routing;
using Gantry.Archive.Security;
using Gantry.Composition;

namespace Gantry.Commands;

/// <summary>Routing rules, from the machine's own command line; a running server follows a change within a second or two.</summary>
public static class RouteCommand
{
    public static Command Create()
    {
        var command = new Command("route", "Routing rules: set, list, remove, refused, retry.");
        command.Subcommands.Add(Set());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Named("remove", "Remove a rule and what its destination refused.", async (name, state, token) =>
        {
            bool removed = state.Routes.Remove(name);
            if (removed)
            {
                await state.Audit.AppendAsync(new AuditEvent(AuditKind.RouteRemoved, Caller.CommandLine.Actor, Caller.CommandLine.Address, name), token).ConfigureAwait(false);
            }

            return removed ? $"{name} removed." : null;
        }));
        command.Subcommands.Add(Named("refused", "Show what a rule's destination refused, and why.", (name, state, _) => Task.FromResult(state.Routes.Find(name) is null ? null
            : string.Join('\n', state.Routes.Failures(name, 1000).Select(f => $"{f.At:u}  {f.Instance}  {f.Reason}{(f.IsToBeRetried ? " (to be tried again)" : "")}")))));
        command.Subcommands.Add(Named("retry", "Send again what was refused, and do not wait where a rule waits.", (name, state, _) =>
            Task.FromResult(state.Routes.Find(name) is null ? null : $"{state.Routes.Retry(name)} to be tried again.")));
        return command;
    }

    private static Command Set()
    {
        Argument<string> name = new("name") { Description = "The rule's name." };
        Option<string?> peer = new("--peer") { Description = "The registered peer.", HelpName = "NAME" };
        Option<string?> url = new("--url") { Description = "A DICOMweb service's base address instead (STOW-RS).", HelpName = "URL" };
        Option<string?> token = new("--token") { Description = "Bearer token for it.", HelpName = "TOKEN" };
        Option<RouteAction> action = new("--action") { Description = "Send what arrives, notify the peer of it, or prefetch the patient's earlier studies from the peer." };
        Option<bool> study = new("--study") { Description = "A study at a time, when nothing of it has come for the quiet time; otherwise each instance as it comes." };
        Option<int> quiet = new("--quiet") { Description = "The quiet time in seconds.", HelpName = "N", DefaultValueFactory = _ => 60 };
        Option<string[]> match = new("--match") { Description = "Conditions, all of which must hold: Modality=CT,MR or StationName!=TEST*.", HelpName = "ATTRIBUTE=VALUE", AllowMultipleArgumentsPerToken = true };
        Option<string[]> source = new("--source") { Description = "Calling AE titles of senders, one of which it must be.", HelpName = "AE", AllowMultipleArgumentsPerToken = true };
        Option<string?> from = new("--from") { Description = "Only from this time of the day, as in 18:30.", HelpName = "TIME" };
        Option<string?> until = new("--until") { Description = "Until this time of the day.", HelpName = "TIME" };
        Option<bool> all = new("--from-start") { Description = "A new rule begins with all that is in the archive, not with what comes from now on." };
        Option<bool> disabled = new("--disabled") { Description = "Keep the rule without following it." };
        var command = new Command("set", "Add a rule, or replace the one of its name, which then goes on where it is.") { name, peer, url, token, action, study, quiet, match, source, from, until, all, disabled };
        UserCommand.OnState(command, async (parsed, state, cancellationToken) =>
        {
            Route route = new()
            {
                Name = parsed.GetValue(name)!, Peer = parsed.GetValue(peer), Url = parsed.GetValue(url), Token = parsed.GetValue(token), Action = parsed.GetValue(action),
                WaitsForStudy = parsed.GetValue(study), QuietSeconds = parsed.GetValue(quiet), Sources = parsed.GetValue(source) ?? [], IsDisabled = parsed.GetValue(disabled),
                Conditions = [.. (parsed.GetValue(match) ?? []).Select(m => AttributeCondition.Parse(m) ?? throw new CommandException($"write {m} as Attribute=value", ExitCode.Usage))],
                From = Time(parsed.GetValue(from)), Until = Time(parsed.GetValue(until)),
            };
            if (route.FindFault() is { } fault)
            {
                throw new CommandException(fault, ExitCode.Usage);
            }

            if (route.Peer is { } called && state.Peers.Find(called) is null)
            {
                throw new CommandException($"there is no peer of the name {called}", ExitCode.Failed);
            }

            state.Routes.Put(route, parsed.GetValue(all) ? 0 : -1);
            await state.Audit.AppendAsync(new AuditEvent(AuditKind.RouteChanged, Caller.CommandLine.Actor, Caller.CommandLine.Address, route.Name), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{route.Name} is set.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the rules and how they stand.");
        UserCommand.OnState(command, (_, state, _) =>
        {
            foreach ((Route route, RouteState now) in state.Routes.List())
            {
                string what = $"{route.Action.ToString().ToLowerInvariant()} {(route.WaitsForStudy ? "studies" : "instances")} {string.Join(' ', route.Conditions)}".TrimEnd();
                string waits = now.Error is null ? "" : $"; {now.Attempts} tries failed, the next at {now.NextAt:u}: {now.Error}";
                Console.WriteLine($"{route.Name,-16} {route.Peer ?? route.Url,-24} {what}{(route.IsDisabled ? ", disabled" : "")}; {now.Forwarded} done, {state.Routes.CountFailures(route.Name)} refused{waits}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Named(string verb, string description, Func<string, State, CancellationToken, Task<string?>> run)
    {
        Argument<string> name = new("name") { Description = "The rule's name." };
        var command = new Command(verb, description) { name };
        UserCommand.OnState(command, async (parsed, state, token) =>
        {
            Console.WriteLine(await run(parsed.GetValue(name)!, state, token).ConfigureAwait(false) ?? throw new CommandException("there is no rule of this name", ExitCode.Failed));
            return ExitCode.Done;
        });
        return command;
    }

    private static TimeOnly? Time(string? text) =>
        text is null ? null : TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out TimeOnly time) ? time : throw new CommandException($"'{text}' is not a time as in 18:30", ExitCode.Usage);
}
