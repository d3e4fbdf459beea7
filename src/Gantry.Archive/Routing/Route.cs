using Gantry.Archive.Query;

namespace Gantry.Archive.Routing;

/// <summary>A rule: which of what arrives is done what with.</summary>
public sealed record Route
{
    /// <summary>One of its kind, without regard to case. 1 to 64 characters.</summary>
    public required string Name { get; init; }

    public RouteAction Action { get; init; } = RouteAction.Send;

    /// <summary>The registered peer that it is done with; null where <see cref="Url"/> says where to.</summary>
    public string? Peer { get; init; }

    /// <summary>For sending: the base address of a DICOMweb service that takes STOW-RS, as in https://host/dicom-web.</summary>
    public string? Url { get; init; }

    /// <summary>Bearer token for <see cref="Url"/>; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>A whole study, when nothing of it has come for <see cref="QuietSeconds"/>, rather than each instance as it comes.</summary>
    public bool WaitsForStudy { get; init; }

    /// <summary>1 to 86400.</summary>
    public int QuietSeconds { get; init; } = 60;

    /// <summary>All must hold; none lets everything through.</summary>
    public IReadOnlyList<AttributeCondition> Conditions { get; init; } = [];

    /// <summary>Calling AE titles of senders, one of which it must be; none lets all through.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Only from this time of the day, in the server's time zone; null for always.</summary>
    public TimeOnly? From { get; init; }

    /// <summary>Until this time of the day, which may be on the next.</summary>
    public TimeOnly? Until { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>Where it sends instances to as they come, in an order that other rules to the same place keep too; null for a rule that does something else.</summary>
    internal string? OrderedDestination => Action == RouteAction.Send && !WaitsForStudy ? Peer ?? Url : null;

    /// <summary>Null, or in words what does not hold.</summary>
    public string? FindFault() =>
        Name.Length is 0 or > 64 || Name.Any(c => c is < ' ' or > '~' or '/' or '\\' or '?' or '#' or '%') ? "a name has 1 to 64 printable ASCII characters, none of them / \\ ? # %"
        : Peer is null == Url is null ? "name either a peer or a URL"
        : Url is not null && Action != RouteAction.Send ? "only sending goes to a URL"
        : Url is not null && !(Uri.TryCreate(Url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https") ? $"'{Url}' is not an http or https address"
        : QuietSeconds is < 1 or > 86_400 ? "the quiet time is 1 to 86400 seconds"
        : From is null != Until is null ? "a time of the day needs its begin and its end"
        : Conditions.Select(c => c.FindFault()).FirstOrDefault(f => f is not null);

    public bool IsOpenAt(TimeOnly time) => From is not { } from || Until is not { } until || time.IsBetween(from, until);
}
