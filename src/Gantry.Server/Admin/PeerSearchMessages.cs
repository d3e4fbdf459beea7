using System.Text.Json.Serialization;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Server.Admin;

// The JSON of docs/design/peers-api.md, "Searching a peer", member for member.

/// <param name="Here">Instances of it that the archive holds.</param>
internal sealed record PeerStudyAnswer(
    string Uid, string? Patient, string? Id, string? BirthDate, string? Sex, string? Date, string? Time, IReadOnlyList<string> Modalities, string? Description, string? Accession,
    long? Series, long? Instances, long Here)
{
    public static PeerStudyAnswer From(Dataset study, long here) => new(
        study.GetString(Tags.StudyInstanceUID) ?? "", study.GetString(Tags.PatientName), study.GetString(Tags.PatientID), study.GetString(Tags.PatientBirthDate), study.GetString(Tags.PatientSex),
        study.GetString(Tags.StudyDate), study.GetString(Tags.StudyTime), study.GetStrings(Tags.ModalitiesInStudy), study.GetString(Tags.StudyDescription), study.GetString(Tags.AccessionNumber),
        study.GetInteger(Tags.NumberOfStudyRelatedSeries), study.GetInteger(Tags.NumberOfStudyRelatedInstances), here);
}

internal sealed record PeerStudiesAnswer(IReadOnlyList<PeerStudyAnswer> Studies, bool HasMore);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PeerStudiesAnswer))]
internal sealed partial class PeerSearchJson : JsonSerializerContext;
