namespace Gantry.Server.Peers;

/// <summary>An association that was, or was refused.</summary>
public sealed record AssociationRecord
{
    /// <summary>When it ended or was refused.</summary>
    public required DateTimeOffset At { get; init; }

    public required bool IsIncoming { get; init; }

    /// <summary>Printable, whatever was sent.</summary>
    public required string CallingAe { get; init; }

    public required string CalledAe { get; init; }

    /// <summary>The peer's network address.</summary>
    public required string Address { get; init; }

    /// <summary>The registry's name for it; null for one that is not in it.</summary>
    public string? Peer { get; init; }

    /// <summary>"rejected", "released", "aborted-by-peer", "connection-lost" ...; for calls of ours "accepted", "rejected" or "failed".</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, in words for a person, where it did not go well.</summary>
    public string? Reason { get; init; }

    public TimeSpan Duration { get; init; }
    public long Stored { get; init; }
    public long Failed { get; init; }
    public long Echoes { get; init; }
    public long Queries { get; init; }
    public long Retrievals { get; init; }
    public long Bytes { get; init; }
}
