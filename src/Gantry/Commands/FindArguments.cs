using System.CommandLine;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Commands;

/// <summary>A question as arguments: model, level, keys, what to return and how to match.</summary>
internal sealed class FindArguments
{
    private static readonly Dictionary<string, (string Word, DicomTag[] Returned)> Levels = new()
    {
        ["patient"] = ("PATIENT", [Tags.PatientName, Tags.PatientID, Tags.PatientBirthDate, Tags.PatientSex]),
        ["study"] = ("STUDY", [Tags.StudyDate, Tags.StudyTime, Tags.AccessionNumber, Tags.StudyDescription, Tags.PatientName, Tags.PatientID, Tags.StudyInstanceUID, Tags.ModalitiesInStudy]),
        ["series"] = ("SERIES", [Tags.Modality, Tags.SeriesDescription, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SeriesNumber]),
        ["image"] = ("IMAGE", [Tags.SOPClassUID, Tags.SOPInstanceUID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.InstanceNumber]),
    };

    private static readonly Dictionary<string, InformationModel> Roots = new()
    {
        ["patient"] = InformationModel.PatientRoot, ["study"] = InformationModel.StudyRoot, ["patient-study"] = InformationModel.PatientStudyOnly,
    };

    private readonly Option<string> level = new("--level") { Description = "patient, study, series or image.", DefaultValueFactory = _ => "study" };
    private readonly Option<string?> root = new("--root") { Description = "The information model: patient, study or patient-study; patient at level patient, else study." };
    private readonly Option<string[]> key = new("--key", "-k") { Description = "A key by keyword or tag, as in PatientName=DOE* or 00080020=20240101-20240131; without a value, an attribute to return. Items of sequences after a dot.", HelpName = "KEY=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> fuzzy = new("--fuzzy") { Description = "Ask for fuzzy matching of names." };
    private readonly Option<bool> relational = new("--relational") { Description = "Ask for relational queries: without the unique keys above the level." };
    private readonly Option<bool> combined = new("--combined-date-time") { Description = "Ask that a date and a time range are one range of moments." };
    private readonly Option<string?> zone = new("--timezone") { Description = "Mean and get dates and times in this zone, as in +0100.", HelpName = "OFFSET" };

    public void AddTo(Command command)
    {
        level.AcceptOnlyFromAmong([.. Levels.Keys]);
        root.AcceptOnlyFromAmong([.. Roots.Keys]);
        foreach (Option option in new Option[] { level, root, key, fuzzy, relational, combined, zone })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandException">They do not make a question.</exception>
    public (InformationModel Model, Dataset Identifier, FindNegotiation Wanted) Read(ParseResult parsed)
    {
        string asked = parsed.GetValue(level)!;
        InformationModel model = parsed.GetValue(root) is { } named ? Roots[named] : asked == "patient" ? InformationModel.PatientRoot : InformationModel.StudyRoot;
        Dataset identifier = new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 192").Set(Tags.QueryRetrieveLevel, Levels[asked].Word);
        foreach (DicomTag tag in Levels[asked].Returned)
        {
            identifier.Set(tag, "");
        }

        foreach (string text in parsed.GetValue(key) ?? [])
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            SetKey(identifier, equals < 0 ? text : text[..equals], equals < 0 ? "" : text[(equals + 1)..]);
        }

        if (parsed.GetValue(zone) is { } offset)
        {
            identifier.Set(Tags.TimezoneOffsetFromUTC, offset);
        }

        FindNegotiation wanted = new(parsed.GetValue(relational), parsed.GetValue(combined), parsed.GetValue(fuzzy), parsed.GetValue(zone) is not null, false, false);
        return (model, identifier, wanted);
    }

    private static void SetKey(Dataset identifier, string path, string value)
    {
        Dataset dataset = identifier;
        string[] names = path.Split('.');
        for (int i = 0; i < names.Length; i++)
        {
            if (!DicomDictionary.TryParseTag(names[i].Trim().Replace(",", "", StringComparison.Ordinal), out DicomTag tag))
            {
                throw new CommandException($"'{names[i]}' is neither an attribute's keyword nor its tag", ExitCode.Usage);
            }

            bool isSequence = DicomDictionary.VrOf(tag) == Vr.SQ;
            if (i < names.Length - 1 && !isSequence)
            {
                throw new CommandException($"{names[i]} is not a sequence", ExitCode.Usage);
            }

            if (!isSequence)
            {
                Put(dataset, tag, value);
                return;
            }

            if (dataset.GetItems(tag).Count == 0)
            {
                dataset.SetItems(tag, new Dataset());
            }

            dataset = dataset.GetItems(tag)[0];
        }
    }

    private static void Put(Dataset dataset, DicomTag tag, string value)
    {
        try
        {
            dataset.Set(tag, value.Length == 0 && !VrRules.IsString(DicomDictionary.VrOf(tag)) ? [] : value.Split('\\'));
        }
        catch (ArgumentException fault)
        {
            throw new CommandException(fault.Message.Split('\n')[0], ExitCode.Usage);
        }
    }
}
