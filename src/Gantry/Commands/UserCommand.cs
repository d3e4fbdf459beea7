using System.CommandLine;
using Gantry.Archive.Security;
using Gantry.Composition;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>Accounts from the machine's own command line; works beside a running server, which sees every change at once.</summary>
public static class UserCommand
{
    public static Command Create()
    {
        var command = new Command("user", "Accounts: add, passwd, list, and tokens for programs.");
        command.Subcommands.Add(Add());
        command.Subcommands.Add(Password());
        command.Subcommands.Add(List());
        command.Subcommands.Add(TokenCommand.CreateUnderUser());
        return command;
    }

    private static Command Add()
    {
        Argument<string> name = new("name") { Description = "The sign-in name." };
        Option<string> role = new("--role") { Description = "reader or administrator.", DefaultValueFactory = _ => "reader" };
        role.AcceptOnlyFromAmong("reader", "administrator");
        Option<bool> ask = AskOption();
        var command = new Command("add", "Add an account; prints its one-time password as the last line.") { name, role, ask };
        OnState(command, (parsed, state, token) =>
            RunAsync(state.Accounts.AddAsync(parsed.GetValue(name)!, parsed.GetValue(role) == "reader" ? Role.Reader : Role.Administrator, Asked(parsed, ask), Caller.CommandLine, token), "added"));
        return command;
    }

    private static Command Password()
    {
        Argument<string> name = new("name") { Description = "The sign-in name." };
        Option<bool> ask = AskOption();
        var command = new Command("passwd", "Set a password and end the account's sessions; prints a one-time password as the last line.") { name, ask };
        OnState(command, (parsed, state, token) =>
            RunAsync(state.Accounts.ResetPasswordAsync(parsed.GetValue(name)!, Asked(parsed, ask), Caller.CommandLine, token), "has a new password"));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the accounts.");
        OnState(command, (_, state, _) =>
        {
            foreach (Account a in state.Accounts.List())
            {
                string marks = $"{(a.IsDisabled ? " disabled" : "")}{(a.LockedUntil > DateTimeOffset.UtcNow ? " locked" : "")}{(a.MustChangePassword ? " must-change-password" : "")}";
                Console.WriteLine($"{a.Name,-24} {a.Role.ToString().ToLowerInvariant(),-14} last sign-in {a.LastSignInAt?.ToString("u") ?? "never"}{marks}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>Gives a command the arguments of the data folder, and runs it on that folder's accounts.</summary>
    internal static void OnState(Command command, Func<ParseResult, State, CancellationToken, Task<int>> run)
    {
        var settings = new SettingsArguments();
        settings.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            settings.ReadExistingFolder(parsed);
            SecurityOptions options = settings.Read(parsed, out DataFolder folder).Get<SecurityOptions>();
            await using State state = State.Open(folder, options);
            return await run(parsed, state, token).ConfigureAwait(false);
        });
    }

    private static Option<bool> AskOption() => new("--password-stdin") { Description = "Read the password from standard input instead of making a one-time one." };

    private static string? Asked(ParseResult parsed, Option<bool> ask)
    {
        if (!parsed.GetValue(ask))
        {
            return null;
        }

        if (!Console.IsInputRedirected)
        {
            Console.Error.Write("Password: ");
        }

        return Console.ReadLine() ?? throw new CommandException("no password came on standard input", ExitCode.Usage);
    }

    private static async Task<int> RunAsync(ValueTask<AccountOutcome> work, string done)
    {
        AccountOutcome outcome = await work.ConfigureAwait(false);
        switch (outcome)
        {
            case AccountOutcome.Done { Account: var account, OneTimePassword: var oneTime }:
                Console.WriteLine($"{account.Name} {done}{(oneTime is null ? "." : "; it must be changed at the first sign-in:")}");
                if (oneTime is not null)
                {
                    Console.WriteLine(oneTime);
                }

                return ExitCode.Done;
            case AccountOutcome.NameTaken:
                throw new CommandException("there is an account of this name", ExitCode.Failed);
            case AccountOutcome.Refused refused:
                throw new CommandException(refused.Reason, ExitCode.Failed);
            case AccountOutcome.LastAdministrator:
                throw new CommandException("this is the last administrator", ExitCode.Failed);
            default:
                throw new CommandException("there is no account of this name", ExitCode.Failed);
        }
    }
}
