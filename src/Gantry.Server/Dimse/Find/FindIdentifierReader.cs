using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Server.Dimse.Find;

/// <summary>Reads a C-FIND identifier (PS3.4 C.4.1.1.3.1) into the archive's question.</summary>
/// <param name="agreed">What was negotiated.</param>
/// <param name="isStrict">Unique keys above the level must be there unless relational queries were negotiated.</param>
internal sealed class FindIdentifierReader(FindNegotiation agreed, bool isStrict)
{
    private static readonly (QueryLevel Level, DicomTag Tag)[] UniqueKeys =
        [(QueryLevel.Patient, Tags.PatientID), (QueryLevel.Study, Tags.StudyInstanceUID), (QueryLevel.Series, Tags.SeriesInstanceUID), (QueryLevel.Instance, Tags.SOPInstanceUID)];

    private readonly FindKeyReader keys = new(agreed);

    public FindQuestion? Read(Dataset identifier, InformationModel model, out FindFault? fault)
    {
        if (LevelOf(identifier.GetString(Tags.QueryRetrieveLevel), model) is not { } level)
        {
            fault = new FindFault(identifier.Contains(Tags.QueryRetrieveLevel) ? "Query/Retrieve Level is not one of the model's" : "Query/Retrieve Level is missing", Tags.QueryRetrieveLevel);
            return null;
        }

        if (isStrict && !agreed.Relational && MissingAbove(identifier, level, model) is { } missing)
        {
            fault = new FindFault("A hierarchical query needs the unique keys above its level", missing);
            return null;
        }

        List<QueryKey> asked = [];
        List<DicomTag> include = [];
        foreach (Element element in identifier)
        {
            if (IsControl(element.Tag))
            {
                continue;
            }

            include.Add(element.Tag);
            if (!keys.TryRead(identifier, element, out QueryKey? key))
            {
                fault = new FindFault($"The value of {element.Tag} cannot be matched with", element.Tag);
                return null;
            }

            if (key is not null)
            {
                asked.Add(key);
            }
        }

        if (identifier.Contains(Tags.TimezoneOffsetFromUTC))
        {
            include.Add(Tags.TimezoneOffsetFromUTC);
        }

        fault = null;
        TimeSpan? offset = agreed.TimezoneAdjustment ? QueryZone.ParseOffset(identifier.GetString(Tags.TimezoneOffsetFromUTC)) : null;
        return new FindQuestion(
            new QueryRequest
            {
                Level = level,
                Keys = asked,
                Include = include,
                ReturnsDefaults = false,
                CombinesDateTimes = agreed.CombinedDateTime,
                Zone = offset is { } o ? new QueryZone(o, TimeZoneInfo.Local) : null,
            },
            identifier);
    }

    private static QueryLevel? LevelOf(string? word, InformationModel model) => word switch
    {
        "PATIENT" when model != InformationModel.StudyRoot => QueryLevel.Patient,
        "STUDY" => QueryLevel.Study,
        "SERIES" when model != InformationModel.PatientStudyOnly => QueryLevel.Series,
        "IMAGE" when model != InformationModel.PatientStudyOnly => QueryLevel.Instance,

        // Lenient: older toolkits name the lowest level by its entity, PS3.4 C.6.1.1.
        "INSTANCE" when model != InformationModel.PatientStudyOnly => QueryLevel.Instance,
        _ => null,
    };

    private static DicomTag? MissingAbove(Dataset identifier, QueryLevel level, InformationModel model)
    {
        foreach ((QueryLevel above, DicomTag tag) in UniqueKeys)
        {
            bool isAbove = above < level && !(above == QueryLevel.Patient && model == InformationModel.StudyRoot);
            if (isAbove && identifier.GetStrings(tag) is not [{ Length: > 0 }])
            {
                return tag;
            }
        }

        return null;
    }

    /// <summary>What says how to read the identifier, or what the answer says of itself, is no key. Private elements have no meaning without their creator's block.</summary>
    private static bool IsControl(DicomTag tag) =>
        tag.IsGroupLength || (tag.Group & 1) != 0 || tag == Tags.SpecificCharacterSet || tag == Tags.QueryRetrieveLevel || tag == Tags.QueryRetrieveView
        || tag == Tags.RetrieveAETitle || tag == Tags.InstanceAvailability || tag == Tags.TimezoneOffsetFromUTC;
}
