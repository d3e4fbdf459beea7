using Gantry.Archive.Index;

namespace Gantry.Archive.Lifecycle;

/// <summary>What recovery did.</summary>
/// <param name="SegmentsRead">Segments that were not wholly indexed and sealed.</param>
/// <param name="Replayed">Instances whose row was missing.</param>
/// <param name="TornBytes">Bytes of a torn tail that were cut off.</param>
/// <param name="PartsRemoved">Large objects that had not come whole.</param>
/// <param name="DeletionsFinished">Deletions that a crash had interrupted.</param>
/// <param name="Open">The segment to go on with; null when all are sealed.</param>
public sealed record RecoveryResult(int SegmentsRead, int Replayed, long TornBytes, int PartsRemoved, int DeletionsFinished, SegmentMark? Open);
