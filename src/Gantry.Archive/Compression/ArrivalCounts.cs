namespace Gantry.Archive.Compression;

/// <summary>What a rule has compressed on arrival.</summary>
public readonly record struct ArrivalCounts(long Compressed, long BytesBefore, long BytesAfter);
