namespace Gantry.Archive.Ingest;

/// <summary>How instances are taken in.</summary>
public sealed record IngestOptions
{
    /// <summary>What happens when a SOP Instance UID comes again with other content. Default KeepBoth.</summary>
    public ConflictPolicy Conflicts { get; init; } = ConflictPolicy.KeepBoth;

    /// <summary>Exceptions from <see cref="Conflicts"/> by the sender's calling AE title. Default none.</summary>
    public IReadOnlyDictionary<string, ConflictPolicy> ConflictsBySource { get; init; } = new Dictionary<string, ConflictPolicy>();

    /// <summary>Keep malformed or unidentifiable input whole in quarantine instead of refusing it. Default false.</summary>
    public bool QuarantineMalformed { get; init; }

    /// <summary>An instance that grows past this streams to a file of its own. Bytes, 256 KiB to 256 MiB, default 2 MiB.</summary>
    public int SpillBytes { get; init; } = 2 << 20;

    /// <summary>Larger instances are refused. Bytes, default 64 GiB.</summary>
    public long MaxInstanceBytes { get; init; } = 64L << 30;

    /// <summary>Memory that instances on their way in may hold together. Bytes, at least 4 times <see cref="SpillBytes"/>, default 96 MiB.</summary>
    public long MaxBytesInFlight { get; init; } = 96L << 20;

    /// <summary>How long a sender is held back for that memory before its instance is refused. Seconds, 1 to 600, default 30.</summary>
    public int MaxWaitSeconds { get; init; } = 30;

    /// <summary>Instances that one commit takes at most. 1 to 10,000, default 256.</summary>
    public int MaxBatchInstances { get; init; } = 256;

    /// <summary>Throws when a value is out of its range.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SpillBytes, 256 << 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SpillBytes, 256 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxInstanceBytes, SpillBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesInFlight, 4L * SpillBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWaitSeconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxWaitSeconds, 600);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchInstances, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxBatchInstances, 10_000);
    }

    internal ConflictPolicy PolicyFor(InstanceSource source) =>
        source.CallingAe is { } ae && ConflictsBySource.TryGetValue(ae, out ConflictPolicy policy) ? policy : Conflicts;
}
