using Gantry.Archive.Index;
using Gantry.Dicom;

namespace Gantry.Archive.Ingest;

/// <summary>What was said of an instance outside its data set, which has to agree: the C-STORE command, the addressed study.</summary>
internal sealed class Announcement
{
    /// <summary>Affected SOP Class UID; null when nothing was said.</summary>
    public string? SopClassUid { get; init; }

    /// <summary>Affected SOP Instance UID; null when nothing was said.</summary>
    public string? SopInstanceUid { get; init; }

    public StudyUid? ExpectedStudy { get; init; }

    /// <summary>The identity, or why it is refused.</summary>
    public StoreOutcome.Refused? Check(AttributeSet attributes, out InstanceIdentity? identity)
    {
        identity = null;
        string? sopClass = attributes[Tags.SopClass];
        if (!DicomUid.IsAcceptable(sopClass))
        {
            return Missing("SOP Class UID (0008,0016)", sopClass);
        }

        if (!InstanceUid.TryParse(attributes[Tags.SopInstance], out InstanceUid instance))
        {
            return Missing("SOP Instance UID (0008,0018)", attributes[Tags.SopInstance]);
        }

        if (!StudyUid.TryParse(attributes[Tags.Study], out StudyUid study))
        {
            return Missing("Study Instance UID (0020,000D)", attributes[Tags.Study]);
        }

        if (!SeriesUid.TryParse(attributes[Tags.Series], out SeriesUid series))
        {
            return Missing("Series Instance UID (0020,000E)", attributes[Tags.Series]);
        }

        identity = new InstanceIdentity(study, series, instance, sopClass!);
        return Differs("SOP Class UID", SopClassUid, sopClass!)
            ?? Differs("SOP Instance UID", SopInstanceUid, instance.Value)
            ?? Differs("Study Instance UID", ExpectedStudy?.Value, study.Value);
    }

    private static StoreOutcome.Refused Missing(string what, string? value) =>
        new(RefusalReason.MissingIdentity, string.IsNullOrEmpty(value) ? $"{what} is missing." : $"{what} is not a UID.");

    private static StoreOutcome.Refused? Differs(string what, string? announced, string found) =>
        announced is null || announced == found ? null : new(RefusalReason.IdentityMismatch, $"{what} of the data set is {found}, not {announced} as announced.");
}
