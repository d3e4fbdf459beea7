namespace Gantry.Server.Peers;

/// <summary>The kinds of jobs that a person can ask for.</summary>
public static class ExchangeKinds
{
    /// <summary>Send instances of the archive to a peer.</summary>
    public const string Send = "send";

    /// <summary>Have a peer send to the archive.</summary>
    public const string Retrieve = "retrieve";

    /// <summary>Have a peer send to another one.</summary>
    public const string Move = "move";

    /// <summary>Ask a peer to commit to keeping instances that the archive holds too.</summary>
    public const string Commit = "commit-request";

    /// <summary>Tell a peer which instances are available here.</summary>
    public const string Notify = "notify";

    /// <summary>Retrieve from a peer a patient's studies that are not here.</summary>
    public const string Prefetch = "prefetch";

    public static readonly IReadOnlyList<string> All = [Send, Retrieve, Move, Commit, Notify, Prefetch];

    /// <summary>Null, or in words what does not hold.</summary>
    public static string? FindFault(string kind, ExchangeArguments arguments) =>
        !All.Contains(kind) ? $"a kind is one of {string.Join(", ", All)}"
        : arguments.Peer.Length == 0 ? "name the peer"
        : kind == Move && !Gantry.Dicom.AeTitle.TryParse(arguments.Destination, out _) ? "moving needs the AE title of its destination"
        : kind != Move && arguments.Destination is not null ? "only moving has a destination"
        : arguments.Method is not (null or "get" or "move") ? "the method is get or move"
        : kind == Prefetch && arguments.PatientId is null or "" ? "prefetching is for a patient"
        : arguments is { PatientId: null or "", Studies: null or { Count: 0 }, Series: null or { Count: 0 }, Instances: null or { Count: 0 } } ? "name a patient, a study, a series or an instance"
        : (arguments.Studies ?? []).Concat(arguments.Series ?? []).Concat(arguments.Instances ?? []).FirstOrDefault(u => !Gantry.Dicom.DicomUid.IsAcceptable(u)) is { } wrong ? $"'{wrong}' is not a UID"
        : null;
}
