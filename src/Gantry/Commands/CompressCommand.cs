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
        var command = new Command("compress", "Compression rules for the archive: set, list, remove, failed, retry.");
        command.Subcommands.Add(Set());
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

    private static Command Set()
    {
        RuleArguments common = new();
        Option<string> to = new("--to") { Description = "The transfer syntax to store in, by UID or keyword, as JPEGLSLossless.", HelpName = "SYNTAX", Required = true };
        Option<int> after = new("--after") { Description = "Only what has been here for so many seconds.", HelpName = "N" };
        Option<string[]> stored = new("--stored") { Description = "Only what is stored in one of these transfer syntaxes.", HelpName = "SYNTAX", AllowMultipleArgumentsPerToken = true };
        Option<bool> lossy = new("--lossy") { Description = "The transfer syntax loses information, and may: another instance takes the place of the original, which is deleted." };
        Option<int> quality = new("--quality") { Description = "Of lossy compression, 1 to 100.", HelpName = "N", DefaultValueFactory = _ => 90 };
        Option<bool> larger = new("--even-if-larger") { Description = "Also where the result is not smaller." };
        Command command = common.SetCommand(to, after, stored, lossy, quality, larger);
        UserCommand.OnState(command, async (parsed, state, cancellationToken) =>
        {
            CompressionRule rule = new()
            {
                Name = parsed.GetValue(common.Name)!, To = Syntax(parsed.GetValue(to)!), AfterSeconds = parsed.GetValue(after), Sources = common.Sources(parsed),
                Stored = [.. (parsed.GetValue(stored) ?? []).Select(Syntax)], IsLossyAllowed = parsed.GetValue(lossy), Quality = parsed.GetValue(quality), TakesLarger = parsed.GetValue(larger),
                IsDisabled = common.IsDisabled(parsed), From = common.From(parsed), Until = common.Until(parsed),
                Conditions = common.Conditions(parsed),
            };
            if (rule.FindFault() is { } fault)
            {
                throw new CommandException(fault, ExitCode.Usage);
            }

            state.Compressions.Put(rule, parsed.GetValue(common.FromStart) ? 0 : -1);
            await state.Audit.AppendAsync(new AuditEvent(AuditKind.CompressionChanged, Caller.CommandLine.Actor, Caller.CommandLine.Address, rule.Name), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{rule.Name} is set.");
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
                string what = $"{string.Join(' ', rule.Conditions)} {(rule.AfterSeconds > 0 ? $"after {rule.AfterSeconds} s" : "")}".Trim();
                string saved = now.BytesBefore > 0 ? $", {now.BytesBefore} to {now.BytesAfter} bytes" : "";
                string waits = now.Error is null ? "" : $"; waits: {now.Error}";
                Console.WriteLine($"{rule.Name,-16} {TransferSyntax.FromUid(rule.To).Name}{(what.Length > 0 ? $", {what}" : "")}{(rule.IsDisabled ? ", disabled" : "")}; "
                    + $"{now.Compressed} compressed{saved}, {now.Left} left, {state.Compressions.CountFailures(rule.Name)} failed{waits}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string Syntax(string word) => CompressionTargets.UidOf(word) ?? throw new CommandException($"'{word}' is no transfer syntax that is known here", ExitCode.Usage);
}
