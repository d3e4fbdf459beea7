using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Dimse;
using Gantry.Network.Services.Normalized;

namespace Gantry.Network.Services.Availability;

/// <summary>Instance Availability Notification (PS3.4 R): tells where instances of a study can be had.</summary>
public static class InstanceAvailability
{
    public const string SopClassUid = "1.2.840.10008.5.1.4.33";

    /// <summary>N-CREATE for instances of one study that are online.</summary>
    /// <param name="studyUid">Study Instance UID.</param>
    /// <param name="instances">Series, SOP class and SOP instance UIDs.</param>
    /// <param name="retrieveAe">Where they can be retrieved.</param>
    public static NormalizedRequest Notify(string studyUid, IReadOnlyList<(string Series, string SopClass, string SopInstance)> instances, AeTitle retrieveAe)
    {
        Dataset[] series = [.. instances.GroupBy(i => i.Series).Select(g => new Dataset()
            .Set(Tags.SeriesInstanceUID, g.Key)
            .SetItems(Tags.ReferencedSOPSequence, [.. g.Select(i => new Dataset()
                .Set(Tags.ReferencedSOPClassUID, i.SopClass)
                .Set(Tags.ReferencedSOPInstanceUID, i.SopInstance)
                .Set(Tags.InstanceAvailability, "ONLINE")
                .Set(Tags.RetrieveAETitle, retrieveAe.Value))]))];

        // The performed procedure step is not known here: a type 2 sequence stands empty.
        return new NormalizedRequest(CommandField.NCreateRequest, SopClassUid, DicomUid.New())
        {
            Dataset = new Dataset().SetItems(Tags.ReferencedPerformedProcedureStepSequence).Set(Tags.StudyInstanceUID, studyUid).SetItems(Tags.ReferencedSeriesSequence, series),
        };
    }
}
