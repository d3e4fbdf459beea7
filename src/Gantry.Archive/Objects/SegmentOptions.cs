namespace Gantry.Archive.Objects;

/// <summary>How segments are made.</summary>
public sealed record SegmentOptions
{
    /// <summary>A segment is sealed when it has grown to this. Bytes, 1 MiB to 2 GiB, default 256 MiB.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>The open segment is sealed too when nothing has come for so long, so that quiet archives are whole ZIP files. Seconds, 1 to 604,800, default 3,600.</summary>
    public int SealAfterSeconds { get; init; } = 3600;

    /// <summary>Seal the open segment at an orderly stop, so that all segments are whole ZIP files. Default true.</summary>
    public bool SealOnStop { get; init; } = true;

    /// <summary>Disk that is set aside for segments to come: a burst of so much goes in at full speed. Never more than a twentieth of the free room, or two segments. Bytes, 0 sets nothing aside, default 4 GiB.</summary>
    public long ReadyBytes { get; init; } = 4L << 30;

    /// <summary>New instances are refused when the disk has less room than this, so that the index can still work. Bytes, default 256 MiB.</summary>
    public long MinFreeBytes { get; init; } = 256L << 20;

    /// <summary>Throws when a value is out of its range.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 1L << 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, 2L << 30);
        ArgumentOutOfRangeException.ThrowIfNegative(MinFreeBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(ReadyBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(SealAfterSeconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SealAfterSeconds, 604_800);
    }
}
