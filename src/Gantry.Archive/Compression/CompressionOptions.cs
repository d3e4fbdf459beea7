namespace Gantry.Archive.Compression;

/// <summary>How compression rules are carried out.</summary>
public sealed record CompressionOptions
{
    /// <summary>How much of one processor compressing may take on average. Percent, 1 to 100. Default 50.</summary>
    public int ProcessorPercent { get; init; } = 50;

    /// <summary>How long the original's bytes stay readable after its place was taken, for those who are reading them. Seconds, 0 to 604800. Default 3600.</summary>
    public int KeepOriginalSeconds { get; init; } = 3600;

    /// <summary>Larger instances are not compressed on arrival but afterwards: who sends them would wait too long for the answer. Bytes, 0 to 64 GiB, default 256 MiB.</summary>
    public long MaxArrivalBytes { get; init; } = 256L << 20;

    /// <summary>What is wrong, one line each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. new (string Name, long Value, long Min, long Max)[]
            {
                (nameof(ProcessorPercent), ProcessorPercent, 1, 100), (nameof(KeepOriginalSeconds), KeepOriginalSeconds, 0, 604_800), (nameof(MaxArrivalBytes), MaxArrivalBytes, 0, 64L << 30),
            }
            .Where(o => o.Value < o.Min || o.Value > o.Max).Select(o => $"{o.Name} is {o.Value}, it must be {o.Min} to {o.Max}."),
    ];
}
