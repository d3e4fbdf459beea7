using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>What reading gave: the elements up to the error, if any, and the deviations that were read over.</summary>
public sealed record DatasetReadResult(Dataset Dataset, IReadOnlyList<Finding> Findings, DicomError? Error, long BytesConsumed);

/// <summary>Reads a data set that is whole in memory; values are views of <c>bytes</c> (PS3.5 7, Annex A). Never throws for what the bytes say.</summary>
public static class DatasetReader
{
    public static DatasetReadResult Read(ReadOnlyMemory<byte> bytes, TransferSyntax syntax, ReadLimits? limits = null) => throw new NotImplementedException();
}
