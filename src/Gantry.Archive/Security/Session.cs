namespace Gantry.Archive.Security;

/// <summary>A signed-in browser. Its cookie's secret is nowhere: only its SHA-256 is kept.</summary>
public sealed record Session
{
    public required string Account { get; init; }

    /// <summary>Told to the page and expected back in a header with every unsafe request.</summary>
    public required string CsrfToken { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>To about a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }
}
