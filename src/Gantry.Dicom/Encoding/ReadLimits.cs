namespace Gantry.Dicom.Encoding;

/// <summary>What hostile input meets. Counts are over a whole data set, nested items included.</summary>
public sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    /// <summary>Deepest nesting of sequences; 1 is a sequence at the top. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Elements and items in all. Default 4,000,000.</summary>
    public int MaxElements { get; init; } = 4_000_000;

    /// <summary>Longest value that a push parser hands out whole, in bytes; a longer one is skipped. Default 1 MiB.</summary>
    public int MaxPushedValueBytes { get; init; } = 1024 * 1024;

    /// <summary>A deflated data set may grow to this many bytes. Default 1 GiB.</summary>
    public long MaxInflatedBytes { get; init; } = 1L << 30;
}
