namespace Gantry.Archive.Security;

/// <summary>A bearer token of a program. The secret itself is nowhere: only its SHA-256 is kept.</summary>
public sealed record ApiToken
{
    /// <summary>Public name of the token, by which it is revoked; tells nothing of the secret.</summary>
    public required string Id { get; init; }

    /// <summary>The account that it acts for.</summary>
    public required string Account { get; init; }

    /// <summary>What it is for, in a person's words.</summary>
    public required string Name { get; init; }

    public required Rights Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: until revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>To about a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
