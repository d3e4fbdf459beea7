namespace Gantry.Archive.Audit;

/// <summary>One thing that somebody did (PS3.15 A.5): when, what, who, from where, to what. Holds no secrets and no patient's name; studies by their UID.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Actor">Account, token or calling AE title; null where nobody was known.</param>
/// <param name="Address">Network address of the peer, or "command line".</param>
/// <param name="Subject">Account, token id or UID that it was done to.</param>
/// <param name="Detail">More for a person to read.</param>
public sealed record AuditEvent(AuditKind Kind, string? Actor, string? Address, string? Subject = null, string? Detail = null);
