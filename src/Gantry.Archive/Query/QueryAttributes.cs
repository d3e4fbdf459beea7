using System.Collections.Frozen;
using Gantry.Archive.Index;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>Every attribute that can be asked for, and which of them a level returns unasked.</summary>
public static class QueryAttributes
{
    private static readonly QueryAttribute[] Computed =
    [
        new(Tags.NumberOfPatientRelatedStudies, Vr.IS, QueryLevel.Patient),
        new(Tags.NumberOfPatientRelatedSeries, Vr.IS, QueryLevel.Patient),
        new(Tags.NumberOfPatientRelatedInstances, Vr.IS, QueryLevel.Patient),
        new(Tags.ModalitiesInStudy, Vr.CS, QueryLevel.Study),
        new(Tags.SOPClassesInStudy, Vr.UI, QueryLevel.Study),
        new(Tags.NumberOfStudyRelatedSeries, Vr.IS, QueryLevel.Study),
        new(Tags.NumberOfStudyRelatedInstances, Vr.IS, QueryLevel.Study),
        new(Tags.NumberOfSeriesRelatedInstances, Vr.IS, QueryLevel.Series),
        new(Tags.AvailableTransferSyntaxUID, Vr.UI, QueryLevel.Instance),
    ];

    private static readonly FrozenDictionary<DicomTag, QueryAttribute> ByTag =
        IndexedAttributes.All.Select(a => new QueryAttribute(a.Tag, a.Vr, a.Level, a.Sequence, a.IsCode)).Concat(Computed).ToFrozenDictionary(a => a.Tag);

    private static readonly QueryAttribute[] PatientDefaults = Of(
        Tags.PatientName, Tags.PatientID, Tags.IssuerOfPatientID, Tags.PatientBirthDate, Tags.PatientSex,
        Tags.NumberOfPatientRelatedStudies, Tags.NumberOfPatientRelatedSeries, Tags.NumberOfPatientRelatedInstances);

    private static readonly QueryAttribute[] UniqueKeys = Of(Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID);

    // PS3.18 tables 10.6.3-3 to 10.6.3-5: what a search returns unasked.
    private static readonly QueryAttribute[] StudyDefaults = Of(
        Tags.StudyDate, Tags.StudyTime, Tags.AccessionNumber, Tags.ModalitiesInStudy, Tags.ReferringPhysicianName, Tags.TimezoneOffsetFromUTC, Tags.StudyDescription,
        Tags.PatientName, Tags.PatientID, Tags.IssuerOfPatientID, Tags.PatientBirthDate, Tags.PatientSex, Tags.StudyInstanceUID, Tags.StudyID,
        Tags.NumberOfStudyRelatedSeries, Tags.NumberOfStudyRelatedInstances);

    private static readonly QueryAttribute[] SeriesDefaults = Of(
        Tags.StudyInstanceUID, Tags.Modality, Tags.TimezoneOffsetFromUTC, Tags.SeriesDescription, Tags.SeriesInstanceUID, Tags.SeriesNumber, Tags.SeriesDate, Tags.SeriesTime,
        Tags.NumberOfSeriesRelatedInstances, Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime, Tags.ScheduledProcedureStepID, Tags.RequestedProcedureID);

    private static readonly QueryAttribute[] InstanceDefaults = Of(
        Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPClassUID, Tags.SOPInstanceUID, Tags.TimezoneOffsetFromUTC, Tags.InstanceNumber,
        Tags.Rows, Tags.Columns, Tags.BitsAllocated, Tags.NumberOfFrames, Tags.AvailableTransferSyntaxUID);

    public static QueryAttribute? Find(DicomTag tag) => ByTag.GetValueOrDefault(tag);

    public static IEnumerable<QueryAttribute> All => ByTag.Values;

    /// <summary>What a level returns unasked.</summary>
    public static IReadOnlyList<QueryAttribute> DefaultsOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => PatientDefaults,
        QueryLevel.Study => StudyDefaults,
        QueryLevel.Series => SeriesDefaults,
        _ => InstanceDefaults,
    };

    /// <summary>The unique keys of a level and of those above it (PS3.4 C.6).</summary>
    public static IReadOnlyList<QueryAttribute> UniqueKeysOf(QueryLevel level) => level == QueryLevel.Patient ? UniqueKeys[..1] : UniqueKeys[1..((int)level + 1)];

    /// <summary>The attributes whose items the index holds of a sequence; empty for any other tag.</summary>
    public static IEnumerable<QueryAttribute> InSequence(DicomTag sequence) => ByTag.Values.Where(a => a.Sequence == sequence);

    private static QueryAttribute[] Of(params DicomTag[] tags) => [.. tags.Select(tag => ByTag[tag])];
}
