using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>What reading gave: the elements up to the error, if any, and the deviations that were read over.</summary>
public sealed record DatasetReadResult(Dataset Dataset, IReadOnlyList<Finding> Findings, DicomError? Error, long BytesConsumed);
