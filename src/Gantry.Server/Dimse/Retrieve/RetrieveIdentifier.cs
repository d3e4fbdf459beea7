using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>Reads the identifier of C-GET and C-MOVE (PS3.4 C.4.2.1.4, C.4.3.1.3).</summary>
internal static class RetrieveIdentifier
{
    /// <summary>
    /// Null, or in words what is wrong. Lenient: unique keys above the level may be missing, as relational retrieval allows, without its negotiation
    /// (PS3.4 C.4.2.2.1): UIDs are unique without them.
    /// </summary>
    public static string? Read(Dataset identifier, InformationModel model, out RetrieveRequest request)
    {
        request = new RetrieveRequest();
        string level = identifier.GetString(Tags.QueryRetrieveLevel) ?? "";
        bool isInModel = level switch
        {
            "PATIENT" => model != InformationModel.StudyRoot,
            "STUDY" => true,
            "SERIES" or "IMAGE" => model != InformationModel.PatientStudyOnly,
            _ => false,
        };
        if (!isInModel)
        {
            return level.Length == 0 ? "Query/Retrieve Level (0008,0052) is missing" : "Query/Retrieve Level is not one of the model's";
        }

        List<StudyUid> studies = [];
        List<SeriesUid> series = [];
        List<InstanceUid> instances = [];
        string? patient = identifier.GetString(Tags.PatientID) is { Length: > 0 } id ? id : null;
        bool readable = All(identifier, Tags.StudyInstanceUID, level != "PATIENT", studies, StudyUid.TryParse)
            && All(identifier, Tags.SeriesInstanceUID, level is "SERIES" or "IMAGE", series, SeriesUid.TryParse)
            && All(identifier, Tags.SOPInstanceUID, level == "IMAGE", instances, InstanceUid.TryParse);
        if (!readable)
        {
            return "A unique key holds something that is not a UID";
        }

        string? missing = level switch
        {
            "PATIENT" => patient is null ? "Patient ID (0010,0020)" : null,
            "STUDY" => studies.Count == 0 ? "Study Instance UID (0020,000D)" : null,
            "SERIES" => series.Count == 0 ? "Series Instance UID (0020,000E)" : null,
            _ => instances.Count == 0 ? "SOP Instance UID (0008,0018)" : null,
        };
        request = new RetrieveRequest { PatientId = patient, Studies = studies, Series = series, Instances = instances };
        return missing is null ? null : $"The unique key of the level, {missing}, is missing";
    }

    private delegate bool TryParse<T>(string? text, out T uid);

    /// <summary>False where a value is no UID; keys below the level are passed over.</summary>
    private static bool All<T>(Dataset identifier, DicomTag tag, bool isInLevel, List<T> into, TryParse<T> parse)
    {
        if (!isInLevel)
        {
            return true;
        }

        foreach (string value in identifier.GetStrings(tag))
        {
            if (value.Length == 0)
            {
                continue;
            }

            if (!parse(value, out T uid))
            {
                return false;
            }

            into.Add(uid);
        }

        return true;
    }
}
