using Gantry.Dicom.Datasets;

namespace Gantry.Server.Web.Studies;

/// <summary>One line of the study list; what the study does not say is left out.</summary>
public sealed record StudyRow(
    string Uid, string? Patient, string? Id, string? BirthDate, string? Sex, string? Date, string? Time,
    IReadOnlyList<string> Modalities, string? Description, string? Accession, string? Referring, long Series, long Instances)
{
    internal static StudyRow From(Dataset study) => new(
        study.GetString(Tags.StudyInstanceUid) ?? "",
        study.GetString(Tags.PatientName),
        study.GetString(Tags.PatientId),
        study.GetString(Tags.PatientBirthDate),
        study.GetString(Tags.PatientSex),
        study.GetString(Tags.StudyDate),
        study.GetString(Tags.StudyTime),
        study.GetStrings(Tags.ModalitiesInStudy),
        study.GetString(Tags.StudyDescription),
        study.GetString(Tags.AccessionNumber),
        study.GetString(Tags.ReferringPhysicianName),
        study.GetInteger(Tags.NumberOfStudyRelatedSeries) ?? 0,
        study.GetInteger(Tags.NumberOfStudyRelatedInstances) ?? 0);
}

/// <param name="Total">Matches in all; null when the page was asked for without.</param>
/// <param name="TotalIsExact">False when counting stopped at its limit.</param>
/// <param name="Change">The change feed's number before the page was read.</param>
public sealed record StudyPage(long? Total, bool TotalIsExact, long Change, bool HasMore, IReadOnlyList<StudyRow> Studies);
