using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Files;

/// <summary>A PS3.10 file in memory: meta information (group 0002) and data set. <c>Meta</c> is empty where the file had none.</summary>
public sealed record DicomFile(Dataset Meta, TransferSyntax TransferSyntax, Dataset Dataset, IReadOnlyList<Finding> Findings, DicomError? Error)
{
    /// <summary>Offset of the first byte of the data set in the file.</summary>
    public long DatasetOffset { get; init; }

    /// <summary>Reads a file; without preamble or meta information the transfer syntax is recognised from the first bytes. Never throws for what the bytes say.</summary>
    public static DicomFile Read(ReadOnlyMemory<byte> bytes, ReadLimits? limits = null) => throw new NotImplementedException();
}
