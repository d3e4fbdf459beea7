using System.CommandLine;
using Gantry.Archive.Audit;
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
        command.Subcommands.Add(RuleArguments.Named("remove", "Remove a rule and what its destination refused.", async (name, state, token) =>
        {
            bool removed = state.Routes.Remove(name);
            if (removed)
            {
                await state.Audit.AppendAsync(new AuditEvent(AuditKind.RouteRemoved, Caller.CommandLine.Actor, Caller.CommandLine.Address, name), token).ConfigureAwait(false);
            }

            return removed ? $"{name} removed." : null;
        }));
        command.Subcommands.Add(RuleArguments.Named("refused", "Show what a rule's destination refused, and why.", (name, state, _) => Task.FromResult(state.Routes.Find(name) is null ? null
            : string.Join('\n', state.Routes.Failures(name, 1000).Select(f => RuleArguments.Failure(f.At, f.Instance, f.Reason, f.IsToBeRetried))))));
        command.Subcommands.Add(RuleArguments.Named("retry", "Send again what was refused, and do not wait where a rule waits.", (name, state, _) =>
            Task.FromResult(state.Routes.Find(name) is null ? null : $"{state.Routes.Retry(name)} to be tried again.")));
        return command;
    }

    private static Command Set()
    {
        RuleArguments common = new();
        Option<string?> peer = new("--peer") { Description = "The registered peer.", HelpName = "NAME" };
        Option<string?> url = new("--url") { Description = "A DICOMweb service's base address instead (STOW-RS).", HelpName = "URL" };
        Option<string?> token = new("--token") { Description = "Bearer token for it.", HelpName = "TOKEN" };
        Option<RouteAction> action = new("--action") { Description = "Send what arrives, notify the peer of it, or prefetch the patient's earlier studies from the peer." };
        Option<bool> study = new("--study") { Description = "A study at a time, when nothing of it has come for the quiet time; otherwise each instance as it comes." };
        Option<int> quiet = new("--quiet") { Description = "The quiet time in seconds.", HelpName = "N", DefaultValueFactory = _ => 60 };
        Command command = common.SetCommand(peer, url, token, action, study, quiet);
        UserCommand.OnState(command, async (parsed, state, cancellationToken) =>
        {
            Route route = new()
            {
                Name = parsed.GetValue(common.Name)!, Peer = parsed.GetValue(peer), Url = parsed.GetValue(url), Token = parsed.GetValue(token), Action = parsed.GetValue(action),
                WaitsForStudy = parsed.GetValue(study), QuietSeconds = parsed.GetValue(quiet), Sources = common.Sources(parsed), IsDisabled = common.IsDisabled(parsed),
                Conditions = common.Conditions(parsed),
                From = common.From(parsed), Until = common.Until(parsed),
            };
            if (route.FindFault() is { } fault)
            {
                throw new CommandException(fault, ExitCode.Usage);
            }

            if (route.Peer is { } called && state.Peers.Find(called) is null)
            {
                throw new CommandException($"there is no peer of the name {called}", ExitCode.Failed);
            }

            state.Routes.Put(route, parsed.GetValue(common.FromStart) ? 0 : -1);
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
}
