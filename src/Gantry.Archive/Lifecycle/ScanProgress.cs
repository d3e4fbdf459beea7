namespace Gantry.Archive.Lifecycle;

/// <summary>How far a pass over all segments has come.</summary>
/// <param name="Segments">Segments done.</param>
/// <param name="SegmentsInAll">Segments there are.</param>
/// <param name="Objects">Objects read.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Findings">Things that are not as they should be, so far.</param>
public readonly record struct ScanProgress(int Segments, int SegmentsInAll, long Objects, long Bytes, int Findings);
