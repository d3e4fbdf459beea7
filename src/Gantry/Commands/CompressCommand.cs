using System.CommandLine;
using Gantry.Archive.Audit;
using Gantry.Archive.Compression;
using Gantry.Archive.Security;
using Gantry.Composition;
using Gantry.Dicom;

namespace Gantry.Commands;

/// <summary>Compression rules, from the machine's own command line; a running server follows a change within a second or two.</summary>
public static class CompressCommand
{
    public static Command Create()
    {
        var command = new Command("compress", "Compression rules for the archive: set, change, list, remove, failed, retry.");
        command.Subcommands.Add(Set(isChange: false));
        command.Subcommands.Add(Set(isChange: true));
        command.Subcommands.Add(List());
        command.Subcommands.Add(RuleArguments.Named("remove", "Remove a rule; what it has compressed stays so.", async (name, state, token) =>
        {
            bool removed = state.Compressions.Remove(name);
            if (removed)
            {
                await state.Audit.AppendAsync(new AuditEvent(AuditKind.CompressionRemoved, Caller.CommandLine.Actor, Caller.CommandLine.Address, name), token).ConfigureAwait(false);
            }

            return removed ? $"{name} removed." : null;
        }));
        command.Subcommands.Add(RuleArguments.Named("failed", "Show what could not be compressed, and why.", (name, state, _) => Task.FromResult(state.Compressions.Find(name) is null ? null
            : string.Join('\n', state.Compressions.Failures(name, 1000).Select(f => RuleArguments.Failure(f.At, f.Instance, f.Reason, f.IsToBeRetried))))));
        command.Subcommands.Add(RuleArguments.Named("retry", "Try again what failed.", (name, state, _) =>
            Task.FromResult(state.Compressions.Find(name) is null ? null : $"{state.Compressions.Retry(name)} to be tried again.")));
        return command;
    }

    private static Command Set(bool isChange)
    {
        RuleArguments common = new();
        Option<string> to = new("--to") { Description = "The transfer syntax to store in, by UID or keyword, as JPEGLSLossless.", HelpName = "SYNTAX", Required = !isChange };
        Option<int> after = new("--after") { Description = "Only what has been here for so many seconds.", HelpName = "N" };
        Option<bool> onArrival = new("--on-arrival") { Description = "What arrives is compressed before it is stored, where there is time for it." };
        Option<string[]> stored = new("--stored") { Description = "Only what is stored in one of these transfer syntaxes.", HelpName = "SYNTAX", AllowMultipleArgumentsPerToken = true };
        Option<bool> lossy = new("--lossy") { Description = "The transfer syntax loses information, and may: another instance takes the place of the original, which is deleted." };
        Option<int> quality = new("--quality") { Description = "Of lossy compression, 1 to 100.", HelpName = "N", DefaultValueFactory = _ => 90 };
        Option<bool> larger = new("--even-if-larger") { Description = "Also where the result is not smaller." };
        Option[] own = [to, after, onArrival, stored, lossy, quality, larger];
        Command command = isChange ? common.ChangeCommand(own) : common.SetCommand(own);
        UserCommand.OnState(command, async (parsed, state, cancellationToken) =>
        {
            string name = parsed.GetValue(common.Name)!;
            CompressionRule rule = isChange
                ? state.Compressions.Find(name)?.Rule ?? throw new CommandException("there is no rule of this name", ExitCode.Failed)
                : new CompressionRule { Name = name, To = "" };
            bool Has(Option option) => !isChange || RuleArguments.IsGiven(parsed, option);
            rule = rule with
            {
                To = Has(to) ? Syntax(parsed.GetValue(to)!) : rule.To,
                AfterSeconds = Has(after) ? parsed.GetValue(after) : rule.AfterSeconds,
                IsOnArrival = Has(onArrival) ? parsed.GetValue(onArrival) : rule.IsOnArrival,
                Stored = Has(stored) ? [.. (parsed.GetValue(stored) ?? []).Where(s => s.Length > 0).Select(Syntax)] : rule.Stored,
                IsLossyAllowed = Has(lossy) ? parsed.GetValue(lossy) : rule.IsLossyAllowed,
                Quality = Has(quality) ? parsed.GetValue(quality) : rule.Quality,
                TakesLarger = Has(larger) ? parsed.GetValue(larger) : rule.TakesLarger,
                Sources = !isChange || common.HasSources(parsed) ? common.Sources(parsed) : rule.Sources,
                Conditions = !isChange || common.HasConditions(parsed) ? common.Conditions(parsed) : rule.Conditions,
                From = !isChange || common.HasFrom(parsed) ? common.From(parsed) : rule.From,
                Until = !isChange || common.HasUntil(parsed) ? common.Until(parsed) : rule.Until,
                IsDisabled = !isChange || common.HasDisabled(parsed) ? common.IsDisabled(parsed) : rule.IsDisabled,
            };
            if (rule.FindFault() is { } fault)
            {
                throw new CommandException(fault, ExitCode.Usage);
            }

            state.Compressions.Put(rule, !isChange && parsed.GetValue(common.FromStart) ? 0 : -1);
            await state.Audit.AppendAsync(new AuditEvent(AuditKind.CompressionChanged, Caller.CommandLine.Actor, Caller.CommandLine.Address, rule.Name), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{rule.Name} is {(isChange ? "changed" : "set")}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the rules and what they have done.");
        UserCommand.OnState(command, (_, state, _) =>
        {
            foreach ((CompressionRule rule, CompressionState now) in state.Compressions.List())
            {
                string what = $"{string.Join(' ', rule.Conditions)} {(rule.IsOnArrival ? "on arrival" : rule.AfterSeconds > 0 ? $"after {rule.AfterSeconds} s" : "")}".Trim();
                string saved = now.BytesBefore > 0 ? $", {now.BytesBefore} to {now.BytesAfter} bytes" : "";
                string waits = now.Error is null ? "" : $"; waits: {now.Error}";
                Console.WriteLine($"{rule.Name,-16} {TransferSyntax.FromUid(rule.To).Name}{(what.Length > 0 ? $", {what}" : "")}{(rule.IsDisabled ? ", disabled" : "")}; "
                    + $"{now.Compressed} compressed{saved}, {now.Left} left, {state.Compressions.CountFailures(rule.Name)} failed{waits}");
                foreach (CompressionLeft left in state.Compressions.Left(rule.Name))
                {
                    Console.WriteLine($"{"",-16} {left.Count} left: {left.Reason}");
                }
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string Syntax(string word) => CompressionTargets.UidOf(word) ?? throw new CommandException($"'{word}' is no transfer syntax that is known here", ExitCode.Usage);
}
