using System.Buffers;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Files;

/// <summary>A PS3.10 file in memory: meta information (group 0002) and data set. <c>Meta</c> is empty where the file had none.</summary>
public sealed record DicomFile(Dataset Meta, TransferSyntax TransferSyntax, Dataset Dataset, IReadOnlyList<Finding> Findings, DicomError? Error)
{
    /// <summary>Offset of the first byte of the data set in the file.</summary>
    public long DatasetOffset { get; init; }

    /// <summary>All that stood before the meta information: preamble and prefix, or nothing.</summary>
    public ReadOnlyMemory<byte> Preamble { get; init; }

    /// <summary>Reads a file; without preamble or meta information the transfer syntax is recognised from the first bytes. Never throws for what the bytes say.</summary>
    public static DicomFile Read(ReadOnlyMemory<byte> bytes, ReadLimits? limits = null)
    {
        FileStart start = FileStart.Find(bytes.Span, isWhole: true);
        if (start.Syntax is null)
        {
            return new DicomFile([], TransferSyntax.ExplicitVrLittleEndian, [], [], start.Error);
        }

        DatasetReadResult meta = DatasetReader.Read(bytes[start.MetaOffset..start.DatasetOffset], TransferSyntax.ExplicitVrLittleEndian, limits);
        DatasetReadResult body = DatasetReader.Read(bytes[start.DatasetOffset..], start.Syntax, limits);
        List<Finding> findings = start.Deviation is null ? [] : [new Finding(0, "", start.Deviation)];
        findings.AddRange(meta.Findings);
        findings.AddRange(body.Findings);
        return new DicomFile(meta.Dataset, start.Syntax, body.Dataset, findings, body.Error)
        {
            DatasetOffset = start.DatasetOffset,
            Preamble = bytes[..start.MetaOffset],
        };
    }

    /// <summary>A new file: meta information is made from the data set's own SOP class and instance.</summary>
    public static DicomFile Create(Dataset dataset, TransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        ArrayBufferWriter<byte> header = new();
        new FileMeta(
            dataset.GetString(Dictionary.Tags.SOPClassUID) ?? "",
            dataset.GetString(Dictionary.Tags.SOPInstanceUID) ?? "",
            syntax.Uid).Write(header);
        return Read(header.WrittenMemory) with { TransferSyntax = syntax, Dataset = dataset, Findings = [], Error = null };
    }

    /// <summary>Writes the file as it is here: preamble, meta information with its group length made right, data set in <see cref="TransferSyntax"/>.</summary>
    /// <exception cref="ArgumentException">As <see cref="DatasetWriter.Write"/>.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Preamble.Span);
        DatasetWriter.Write(Meta, TransferSyntax.ExplicitVrLittleEndian, output);
        DatasetWriter.Write(Dataset, TransferSyntax, output);
    }
}
