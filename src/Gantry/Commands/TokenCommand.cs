using System.CommandLine;
using Gantry.Archive.Security;

namespace Gantry.Commands;

/// <summary>Bearer tokens: "user token" makes one, "token list" and "token revoke" keep order.</summary>
public static class TokenCommand
{
    private static readonly Dictionary<string, Rights> Scopes = new() { ["read"] = Rights.Read, ["store"] = Rights.Store, ["admin"] = Rights.Administer };

    public static Command Create()
    {
        var command = new Command("token", "Bearer tokens of programs: list and revoke. 'user token' makes one.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Revoke());
        return command;
    }

    internal static Command CreateUnderUser()
    {
        Argument<string> user = new("name") { Description = "The account that the token acts for." };
        Option<string> name = new("--name") { Description = "What the token is for.", DefaultValueFactory = _ => "command line", HelpName = "TEXT" };
        Option<string[]> scope = new("--scope") { Description = "read, store or admin, several times; all that the account may where none is given.", AllowMultipleArgumentsPerToken = true };
        scope.AcceptOnlyFromAmong([.. Scopes.Keys]);
        Option<int?> days = new("--days") { Description = "Days until it expires (security.tokenLife, 365).", HelpName = "N" };
        var command = new Command("token", "Make a bearer token; printed as the last line, and told only this once.") { user, name, scope, days };
        UserCommand.OnState(command, async (parsed, state, token) =>
        {
            string[] asked = parsed.GetValue(scope) ?? [];
            Rights scopes = asked.Length == 0 ? Rights.Read | Rights.Store | Rights.Administer : asked.Aggregate(Rights.None, (all, s) => all | Scopes[s]);
            DateTimeOffset? expires = parsed.GetValue(days) is { } n ? DateTimeOffset.UtcNow.AddDays(n) : null;
            if (await state.Tokens.CreateAsync(parsed.GetValue(user)!, parsed.GetValue(name)!, scopes, expires, Caller.CommandLine, token).ConfigureAwait(false) is not var (made, secret))
            {
                throw new CommandException($"there is no account '{parsed.GetValue(user)}'", ExitCode.Failed);
            }

            Console.WriteLine($"Token {made.Id} ({made.Scopes}) for {made.Account}, until {made.ExpiresAt:u}:");
            Console.WriteLine(secret);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the tokens.");
        UserCommand.OnState(command, (_, state, _) =>
        {
            foreach (ApiToken t in state.Tokens.List())
            {
                string condition = t.RevokedAt is not null ? "revoked" : t.ExpiresAt < DateTimeOffset.UtcNow ? "expired" : $"until {t.ExpiresAt:u}";
                Console.WriteLine($"{t.Id}  {t.Account,-16} {t.Scopes,-26} {condition}, last used {t.LastUsedAt?.ToString("u") ?? "never"}  {t.Name}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Revoke()
    {
        Argument<string> id = new("id") { Description = "The token's id, as 'token list' shows it." };
        var command = new Command("revoke", "Revoke a token; a running server refuses it within a second.") { id };
        UserCommand.OnState(command, async (parsed, state, token) =>
            await state.Tokens.RevokeAsync(parsed.GetValue(id)!, Caller.CommandLine, token).ConfigureAwait(false)
                ? ExitCode.Done
                : throw new CommandException($"there is no token '{parsed.GetValue(id)}'", ExitCode.Failed));
        return command;
    }
}
