using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Text;

namespace Gantry.Backends.Sqlite;

/// <summary>The searched columns of a study, made from its bag.</summary>
internal sealed record StudyKeys(long Recency, string NameKey, IReadOnlyList<string> NameGroups, string? PatientId, string? Accession, string? Description, string PatientIdentity)
{
    private const char UnitSeparator = '\u001f';

    /// <summary>Bits of a study's row id in the rowid of its words; recency is above.</summary>
    public const int IdBits = 28;

    public static StudyKeys From(ReadOnlyMemory<byte> bag, string studyUid)
    {
        string? Get(DicomTag tag) => AttributeBag.Find(bag.Span, tag);
        string? patientId = Get(Tags.PatientID);
        string? name = Get(Tags.PatientName);
        return new StudyKeys(
            StudyRecency.Of(Get(Tags.StudyDate), Get(Tags.StudyTime)),
            Archive.Query.NameKey.Of(name),
            GroupsOf(name),
            First(patientId),
            First(Get(Tags.AccessionNumber)),
            First(Get(Tags.StudyDescription)),
            Identity(patientId, Get(Tags.IssuerOfPatientID), studyUid));
    }

    /// <summary>These have one value (PS3.6); where a device sent more, the first is what is sorted and found by.</summary>
    private static string? First(string? value) => value?.Split('\\')[0].Trim(' ');

    public static IReadOnlyList<string> GroupsOf(string? name) =>
        name is null || !name.Contains('=', StringComparison.Ordinal) ? [] : [.. Archive.Query.NameKey.Groups(name).Skip(1).Where(g => g.Length > 0).Distinct()];

    public static string Identity(string? patientId, string? issuer, string studyUid) => patientId is null ? "S" + studyUid : $"I{patientId}{UnitSeparator}{issuer}";

    public static string Words(ReadOnlyMemory<byte> bag, string modalities) => string.Join(' ', StudyWords.Of(tag => AttributeBag.Find(bag.Span, tag), modalities));

    /// <summary>Folded text of the attributes whose wildcards are served by trigrams, each on a line of its own: name, identifier, accession number, description.</summary>
    public static string PatternText(ReadOnlyMemory<byte> bag)
    {
        string? Get(DicomTag tag) => AttributeBag.Find(bag.Span, tag);
        return string.Join('\n', (string[])
            [Archive.Query.NameKey.Of(Get(Tags.PatientName)), .. ((DicomTag[])[Tags.PatientID, Tags.AccessionNumber, Tags.StudyDescription]).Select(tag => SearchFolding.Fold(Get(tag) ?? ""))]);
    }

    public static long WordsRow(long recency, long id) => (recency << IdBits) | id;
}
