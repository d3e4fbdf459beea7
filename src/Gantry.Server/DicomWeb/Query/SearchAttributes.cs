using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Server.DicomWeb.Query;

/// <summary>What a search returns without being asked (PS3.18 10.6.3.3, tables 10.6.3-3 to 10.6.3-5), and what is present even when empty.</summary>
internal static class SearchAttributes
{
    private static readonly DicomTag[] Study =
    [
        Tags.StudyDate, Tags.StudyTime, Tags.AccessionNumber, Tags.ModalitiesInStudy, Tags.ReferringPhysicianName, Tags.PatientName, Tags.PatientID,
        Tags.PatientBirthDate, Tags.PatientSex, Tags.StudyInstanceUID, Tags.StudyID, Tags.NumberOfStudyRelatedSeries, Tags.NumberOfStudyRelatedInstances,
    ];

    private static readonly DicomTag[] Series = [Tags.Modality, Tags.SeriesInstanceUID, Tags.SeriesNumber, Tags.NumberOfSeriesRelatedInstances];

    private static readonly DicomTag[] Instance = [Tags.SOPClassUID, Tags.SOPInstanceUID, Tags.InstanceNumber];

    // Present when known. Study Description is not in the table; worklists everywhere show it.
    private static readonly DicomTag[] StudyIfKnown = [Tags.TimezoneOffsetFromUTC, Tags.StudyDescription];

    private static readonly DicomTag[] SeriesIfKnown =
        [Tags.TimezoneOffsetFromUTC, Tags.SeriesDescription, Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime, Tags.RequestAttributesSequence];

    private static readonly DicomTag[] InstanceIfKnown = [Tags.TimezoneOffsetFromUTC, Tags.Rows, Tags.Columns, Tags.BitsAllocated, Tags.NumberOfFrames];

    /// <summary>The attributes to ask the archive for. The UIDs above the level are always among them: Retrieve URL is made of them.</summary>
    /// <param name="level">The level searched.</param>
    /// <param name="path">The levels that the path fixes are not repeated in full (table 10.6.1-4).</param>
    public static IEnumerable<DicomTag> ToInclude(QueryLevel level, ResourcePath path)
    {
        IEnumerable<DicomTag> tags = Required(level, path);
        if (level == QueryLevel.Study || path.Study is null)
        {
            tags = tags.Concat(StudyIfKnown);
        }

        if (level == QueryLevel.Series || (level == QueryLevel.Instance && path.Series is null))
        {
            tags = tags.Concat(SeriesIfKnown);
        }

        return level == QueryLevel.Instance ? tags.Concat(InstanceIfKnown) : tags;
    }

    /// <summary>The attributes that every match carries, with or without a value.</summary>
    public static IEnumerable<DicomTag> Required(QueryLevel level, ResourcePath path)
    {
        if (level == QueryLevel.Study)
        {
            return Study;
        }

        IEnumerable<DicomTag> above = path.Study is null ? Study : [Tags.StudyInstanceUID];
        if (level == QueryLevel.Series)
        {
            return above.Concat(Series);
        }

        return above.Concat(path.Series is null ? Series : [Tags.SeriesInstanceUID]).Concat(Instance);
    }
}
