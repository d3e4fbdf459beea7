using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;

namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>What to ask a peer for: the lowest level that is named.</summary>
public sealed record RetrieveKeys
{
    public string? PatientId { get; init; }
    public IReadOnlyList<string> Studies { get; init; } = [];
    public IReadOnlyList<string> Series { get; init; } = [];
    public IReadOnlyList<string> Instances { get; init; } = [];

    /// <summary>Query/Retrieve Level (0008,0052).</summary>
    public string Level => Instances.Count > 0 ? "IMAGE" : Series.Count > 0 ? "SERIES" : Studies.Count > 0 ? "STUDY" : "PATIENT";

    /// <summary>A whole patient is asked for in the Patient Root, all else in the Study Root.</summary>
    public InformationModel Model => Level == "PATIENT" ? InformationModel.PatientRoot : InformationModel.StudyRoot;

    /// <summary>Null, or in words what is missing: above a series its one study, above an instance its series too (PS3.4 C.4.2.2.1).</summary>
    public string? FindFault() =>
        PatientId is null && Studies.Count == 0 && Series.Count == 0 && Instances.Count == 0 ? "name a patient, a study, a series or an instance"
        : (Series.Count > 0 || Instances.Count > 0) && Studies.Count != 1 ? "below the study, one study is named with it"
        : Instances.Count > 0 && Series.Count != 1 ? "below the series, one series is named with it"
        : Studies.Concat(Series).Concat(Instances).FirstOrDefault(u => !DicomUid.IsAcceptable(u)) is { } wrong ? $"'{wrong}' is not a UID"
        : null;

    /// <summary>The identifier, encoded.</summary>
    public ReadOnlyMemory<byte> Encode(TransferSyntax syntax)
    {
        Dataset identifier = [];
        identifier.Set(Tags.QueryRetrieveLevel, Level);
        if (PatientId is not null && Model == InformationModel.PatientRoot)
        {
            identifier.Set(Tags.PatientID, PatientId);
        }

        Add(identifier, Tags.StudyInstanceUID, Studies);
        Add(identifier, Tags.SeriesInstanceUID, Series);
        Add(identifier, Tags.SOPInstanceUID, Instances);
        ArrayBufferWriter<byte> bytes = new();
        DatasetWriter.Write(identifier, syntax, bytes);
        return bytes.WrittenMemory;
    }

    private static void Add(Dataset identifier, DicomTag tag, IReadOnlyList<string> uids)
    {
        if (uids.Count > 0)
        {
            identifier.Set(tag, [.. uids]);
        }
    }
}
