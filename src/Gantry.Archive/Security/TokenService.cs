using System.Collections.Concurrent;
using Gantry.Archive.Audit;

namespace Gantry.Archive.Security;

/// <summary>Making, checking and revoking bearer tokens.</summary>
public sealed class TokenService(ITokenStore tokens, IAccountStore accounts, IAuditLog audit, SecurityOptions options, TimeProvider time)
{
    /// <summary>How long a good answer is remembered: a token revoked by another process may live this much longer. New ones are seen at once.</summary>
    private static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);
    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<SecretHash, (ApiToken Token, Account Account, DateTimeOffset ReadAt)> remembered = new();

    /// <summary>The account is unknown: null.</summary>
    /// <param name="expiresAt">Null takes the configured life.</param>
    public async ValueTask<(ApiToken Token, string Secret)?> CreateAsync(string account, string name, Rights scopes, DateTimeOffset? expiresAt, Caller by, CancellationToken cancellationToken)
    {
        if (accounts.Find(account) is not { } owner)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        string secret = Secrets.NewToken();
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Account = owner.Name,
            Name = name,
            Scopes = scopes & owner.Role.Rights(),
            CreatedAt = now,
            ExpiresAt = expiresAt ?? now + options.TokenLife,
        };
        tokens.Add(token, SecretHash.Of(secret));
        await audit.AppendAsync(new AuditEvent(AuditKind.TokenCreated, by.Actor, by.Address, token.Id, $"{token.Name} for {token.Account}: {token.Scopes}"), cancellationToken).ConfigureAwait(false);
        return (token, secret);
    }

    public IReadOnlyList<ApiToken> List() => tokens.List();

    /// <summary>False when there is no such token.</summary>
    public async ValueTask<bool> RevokeAsync(string id, Caller by, CancellationToken cancellationToken)
    {
        if (tokens.Revoke(id, time.GetUtcNow()) is not { } token)
        {
            return false;
        }

        remembered.Clear();
        await audit.AppendAsync(new AuditEvent(AuditKind.TokenRevoked, by.Actor, by.Address, token.Id, token.Name), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Who a secret belongs to and what it may do; null when it is unknown, expired, revoked, or its account is disabled.</summary>
    public (ApiToken Token, Account Account, Rights Rights)? Check(string secret)
    {
        if (!secret.StartsWith(Secrets.TokenPrefix, StringComparison.Ordinal) || secret.Length > 100)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        var hash = SecretHash.Of(secret);
        if (!remembered.TryGetValue(hash, out var known) || now - known.ReadAt > RememberFor)
        {
            if (tokens.Find(hash) is not { } found)
            {
                remembered.TryRemove(hash, out _);
                return null;
            }

            known = (found.Token, found.Account, now);
            if (remembered.Count >= MaxRemembered)
            {
                remembered.Clear();
            }

            if (known.Token.LastUsedAt is not { } used || now - used >= TouchEvery)
            {
                Touch(known.Token.Id, now);
            }

            remembered[hash] = known;
        }

        bool isGood = known.Token.RevokedAt is null && (known.Token.ExpiresAt is not { } end || now < end) && !known.Account.IsDisabled;
        return isGood ? (known.Token, known.Account, known.Token.Scopes & known.Account.Role.Rights()) : null;
    }

    private void Touch(string id, DateTimeOffset now)
    {
        try
        {
            tokens.Touch(id, now);
        }
        catch (StateException)
        {
            // A full disk: it is used all the same.
        }
    }
}
