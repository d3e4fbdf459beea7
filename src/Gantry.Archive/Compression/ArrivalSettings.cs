using Gantry.Archive.Objects;

namespace Gantry.Archive.Compression;

/// <summary>What is to be compressed before it is stored.</summary>
/// <param name="Rules">Those on arrival that are switched on, in the order in which they are asked.</param>
/// <param name="Scratch">Where larger ones are made.</param>
/// <param name="MaxBytes">Larger instances are stored as they came.</param>
public sealed record ArrivalSettings(IReadOnlyList<CompressionRule> Rules, ScratchFolder Scratch, long MaxBytes);
