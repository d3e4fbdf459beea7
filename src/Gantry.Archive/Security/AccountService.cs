using Gantry.Archive.Audit;

namespace Gantry.Archive.Security;

/// <summary>The rules of accounts and passwords. Every change is in the audit stream before it is answered.</summary>
public sealed class AccountService(IAccountStore accounts, ISessionStore sessions, IPasswordHashing hashing, IAuditLog audit, SecurityOptions options, TimeProvider time)
{
    private const int MaxPasswordLength = 256;

    /// <summary>The account that an archive has from its first start.</summary>
    public const string FirstAdministrator = "admin";

    public IReadOnlyList<Account> List() => accounts.List();

    public Account? Find(string name) => accounts.Find(name);

    /// <summary>Makes the first administrator where there is no account at all.</summary>
    /// <param name="password">The password for unattended set-up; null makes a one-time password.</param>
    /// <returns>Null when there are accounts already.</returns>
    public async ValueTask<AccountOutcome?> AddFirstAdministratorAsync(string? password, CancellationToken cancellationToken) =>
        accounts.List().Count > 0 ? null : await AddAsync(FirstAdministrator, Role.Administrator, password, Caller.CommandLine, cancellationToken).ConfigureAwait(false);

    /// <param name="password">Null makes a one-time password, which the outcome tells.</param>
    public async ValueTask<AccountOutcome> AddAsync(string name, Role role, string? password, Caller by, CancellationToken cancellationToken)
    {
        if (!IsName(name))
        {
            return new AccountOutcome.Refused("A name has 1 to 64 letters, digits or the characters . _ - @ and begins with a letter or digit.");
        }

        if (password is not null && WhyRefused(name, password) is { } reason)
        {
            return new AccountOutcome.Refused(reason);
        }

        string? oneTime = password is null ? Secrets.NewOneTimePassword() : null;
        var account = new Account
        {
            Name = name,
            Role = role,
            PasswordHash = hashing.Hash(password ?? oneTime!),
            MustChangePassword = oneTime is not null,
            CreatedAt = time.GetUtcNow(),
        };
        if (!accounts.Add(account))
        {
            return new AccountOutcome.NameTaken();
        }

        await audit.AppendAsync(new AuditEvent(AuditKind.AccountAdded, by.Actor, by.Address, name, role.ToString()), cancellationToken).ConfigureAwait(false);
        return new AccountOutcome.Done(account, oneTime);
    }

    /// <summary>Changes role or state; what is null stays.</summary>
    public async ValueTask<AccountOutcome> ChangeAsync(string name, Role? role, bool? disabled, Caller by, CancellationToken cancellationToken)
    {
        Account? before = accounts.Find(name);
        if (before is null)
        {
            return new AccountOutcome.UnknownAccount();
        }

        bool loses = before is { Role: Role.Administrator, IsDisabled: false } && (disabled == true || (role is { } r && r != Role.Administrator));
        if (loses && accounts.List().Count(a => a is { Role: Role.Administrator, IsDisabled: false }) == 1)
        {
            return new AccountOutcome.LastAdministrator();
        }

        Account? after = accounts.Update(name, a => a with
        {
            Role = role ?? a.Role,
            IsDisabled = disabled ?? a.IsDisabled,
            FailedSignIns = disabled == false ? 0 : a.FailedSignIns,
            LockedUntil = disabled == false ? null : a.LockedUntil,
        });
        if (after is null)
        {
            return new AccountOutcome.UnknownAccount();
        }

        if (after.IsDisabled || after.Role != before.Role)
        {
            sessions.EndAll(after.Name);
        }

        await audit.AppendAsync(new AuditEvent(AuditKind.AccountChanged, by.Actor, by.Address, after.Name, $"{after.Role}{(after.IsDisabled ? ", disabled" : "")}"), cancellationToken).ConfigureAwait(false);
        return new AccountOutcome.Done(after);
    }

    /// <summary>Sets a password without knowing the old one, or makes a one-time password; unlocks the account and ends its sessions.</summary>
    public async ValueTask<AccountOutcome> ResetPasswordAsync(string name, string? password, Caller by, CancellationToken cancellationToken)
    {
        if (password is not null && WhyRefused(name, password) is { } reason)
        {
            return new AccountOutcome.Refused(reason);
        }

        string? oneTime = password is null ? Secrets.NewOneTimePassword() : null;
        string hash = hashing.Hash(password ?? oneTime!);
        Account? after = accounts.Update(name, a => a with { PasswordHash = hash, MustChangePassword = oneTime is not null, FailedSignIns = 0, LockedUntil = null });
        if (after is null)
        {
            return new AccountOutcome.UnknownAccount();
        }

        sessions.EndAll(after.Name);
        await audit.AppendAsync(new AuditEvent(AuditKind.PasswordReset, by.Actor, by.Address, after.Name), cancellationToken).ConfigureAwait(false);
        return new AccountOutcome.Done(after, oneTime);
    }

    /// <summary>A person changes the own password; all sessions of the account end.</summary>
    public async ValueTask<PasswordOutcome> ChangePasswordAsync(string name, string current, string replacement, Caller by, CancellationToken cancellationToken)
    {
        Account? account = accounts.Find(name);
        if (account is null)
        {
            return new PasswordOutcome.UnknownAccount();
        }

        if (!await CheckAsync(account, current, by, cancellationToken).ConfigureAwait(false))
        {
            return new PasswordOutcome.WrongPassword();
        }

        if (WhyRefused(name, replacement) is { } reason)
        {
            return new PasswordOutcome.Refused(reason);
        }

        if (replacement == current)
        {
            return new PasswordOutcome.Refused("The new password is the same as the old one.");
        }

        string hash = hashing.Hash(replacement);
        Account? after = accounts.Update(name, a => a with { PasswordHash = hash, MustChangePassword = false, FailedSignIns = 0, LockedUntil = null });
        if (after is null)
        {
            return new PasswordOutcome.UnknownAccount();
        }

        sessions.EndAll(after.Name);
        await audit.AppendAsync(new AuditEvent(AuditKind.PasswordChanged, by.Actor, by.Address, after.Name), cancellationToken).ConfigureAwait(false);
        return new PasswordOutcome.Changed(after);
    }

    /// <summary>Checks a password against an account that may be locked or disabled, and counts. The stretching is done in every case, so that time tells nothing.</summary>
    internal async ValueTask<bool> CheckAsync(Account account, string password, Caller by, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool right = hashing.Verify(account.PasswordHash, Limited(password), out bool isOutdated);
        if (account.IsDisabled || account.LockedUntil > now)
        {
            return false;
        }

        if (right)
        {
            string? renewed = isOutdated ? hashing.Hash(password) : null;
            accounts.Update(account.Name, a => a with { FailedSignIns = 0, LockedUntil = null, LastSignInAt = now, PasswordHash = renewed ?? a.PasswordHash });
            return true;
        }

        Account? after = accounts.Update(account.Name, a => a with
        {
            FailedSignIns = a.FailedSignIns + 1,
            LockedUntil = a.FailedSignIns + 1 >= options.FailuresBeforeLock ? now + options.LockTime : a.LockedUntil,
        });
        if (after?.LockedUntil > now)
        {
            await audit.AppendAsync(new AuditEvent(AuditKind.AccountLocked, by.Actor, by.Address, account.Name, $"after {after.FailedSignIns} wrong passwords"), cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Stretches a password for nobody: an unknown name takes as long as a known one.</summary>
    internal void PretendToCheck(string password) => hashing.Verify(decoy ??= hashing.Hash(Secrets.NewSecret()), Limited(password), out _);

    private string? decoy;

    private string? WhyRefused(string name, string password) => password switch
    {
        _ when password.Length < options.MinimumPasswordLength => $"A password has at least {options.MinimumPasswordLength} characters.",
        _ when password.Length > MaxPasswordLength => $"A password has at most {MaxPasswordLength} characters.",
        _ when password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length - name.Length < options.MinimumPasswordLength - 1 => "The password is little more than the name.",
        _ when password.Distinct().Count() < 4 => "The password repeats too few characters.",
        _ => null,
    };

    private static string Limited(string password) => password.Length <= MaxPasswordLength ? password : password[..MaxPasswordLength];

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@');
}
