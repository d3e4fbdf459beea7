using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>
/// The words by which the study list's one box finds a study: those of patient's name, identifier, accession number, study ID, description, the modalities and the date.
/// The same splitting makes the words of what is typed.
/// </summary>
public static class StudyWords
{
    private const int MaxWords = 256;

    /// <summary>The distinct words of a study.</summary>
    /// <param name="attribute">Gives the study's attributes, patient's included.</param>
    /// <param name="modalities">Modalities in Study, joined by '\'.</param>
    public static IReadOnlyCollection<string> Of(Func<DicomTag, string?> attribute, string modalities)
    {
        HashSet<string> words = new(StringComparer.Ordinal);
        Add(words, attribute(Tags.PatientName));
        Add(words, attribute(Tags.PatientID));
        Add(words, attribute(Tags.AccessionNumber));
        Add(words, attribute(Tags.StudyID));
        Add(words, attribute(Tags.StudyDescription));
        Add(words, modalities);
        Add(words, attribute(Tags.StudyDate)?.Replace(".", "", StringComparison.Ordinal));
        return words;
    }

    /// <summary>The words of what was typed; a date with its parts apart (2024-01-31, 31.01.2024, and their beginnings) becomes as DICOM writes it.</summary>
    public static IReadOnlyCollection<string> Terms(string typed)
    {
        HashSet<string> words = new(StringComparer.Ordinal);
        foreach (string part in typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            Add(words, TypedDate.ToDicom(part) ?? part);
        }

        return words;
    }

    private static void Add(HashSet<string> words, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        foreach (string word in NameKey.Words(text))
        {
            if (words.Count < MaxWords)
            {
                words.Add(word);
            }
        }
    }
}
