using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Server.Peers;

/// <summary>Which studies a peer is asked for, as a person types it. What is null or empty does not matter.</summary>
/// <param name="Patient">Beginnings of the parts of the name in their order, as in "doe jane" or "Doe, Jane"; with wildcards of its own it is taken as it is.</param>
/// <param name="PatientId">Whole, or with wildcards.</param>
/// <param name="Accession">Whole, or with wildcards.</param>
/// <param name="Modality">One of the study's, as in CT.</param>
/// <param name="From">First study date.</param>
/// <param name="Until">Last study date.</param>
public sealed record PeerQuestion(string? Patient, string? PatientId, string? Accession, string? Modality, DateOnly? From, DateOnly? Until)
{
    private const int MaxLength = 200;
    private static readonly char[] Between = [' ', ',', '^', '\t'];

    private static readonly DicomTag[] Returned =
    [
        Tags.StudyDate, Tags.StudyTime, Tags.AccessionNumber, Tags.ModalitiesInStudy, Tags.StudyDescription, Tags.PatientName, Tags.PatientID, Tags.PatientBirthDate, Tags.PatientSex,
        Tags.StudyInstanceUID, Tags.NumberOfStudyRelatedSeries, Tags.NumberOfStudyRelatedInstances,
    ];

    /// <summary>Null, or in words why it is not asked.</summary>
    public string? FindFault()
    {
        string?[] texts = [Patient, PatientId, Accession, Modality];
        return texts.All(t => string.IsNullOrEmpty(t)) && From is null && Until is null ? "say something to search for"
            : texts.Any(t => t?.Length > MaxLength || t?.Contains('\\') == true || t?.Any(char.IsControl) == true) ? $"what is searched for has at most {MaxLength} characters, none of them a backslash"
            : From > Until ? "the first date is after the last"
            : null;
    }

    /// <summary>The identifier of a C-FIND at study level.</summary>
    public Dataset ToIdentifier()
    {
        Dataset identifier = new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 192").Set(Tags.QueryRetrieveLevel, "STUDY");
        foreach (DicomTag tag in Returned)
        {
            identifier.Set(tag, DicomDictionary.VrOf(tag));
        }

        Put(identifier, Tags.PatientName, NamePattern());
        Put(identifier, Tags.PatientID, PatientId);
        Put(identifier, Tags.AccessionNumber, Accession);
        Put(identifier, Tags.ModalitiesInStudy, Modality?.ToUpperInvariant());
        Put(identifier, Tags.StudyDate, From is null && Until is null ? null : From == Until ? $"{From:yyyyMMdd}" : $"{From:yyyyMMdd}-{Until:yyyyMMdd}");
        return identifier;
    }

    private string? NamePattern() => string.IsNullOrWhiteSpace(Patient) ? null
        : Patient.AsSpan().ContainsAny('*', '?') ? Patient
        : string.Join('*', Patient.Split(Between, StringSplitOptions.RemoveEmptyEntries)) + "*";

    private static void Put(Dataset identifier, DicomTag tag, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            identifier.Set(tag, value.Trim());
        }
    }
}
