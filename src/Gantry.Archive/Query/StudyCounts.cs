using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>Counts as they are typed into the study list's one box: a number before the word "images", "instances" or "series", with or without a space.</summary>
public static class StudyCounts
{
    private static readonly Dictionary<string, DicomTag> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image"] = Tags.NumberOfStudyRelatedInstances, ["images"] = Tags.NumberOfStudyRelatedInstances,
        ["instance"] = Tags.NumberOfStudyRelatedInstances, ["instances"] = Tags.NumberOfStudyRelatedInstances,
        ["series"] = Tags.NumberOfStudyRelatedSeries,
    };

    /// <summary>Takes the counts out of what was typed.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="rest">What else was typed.</param>
    public static IReadOnlyList<(DicomTag Tag, string Count)> Take(string typed, out string rest)
    {
        List<(DicomTag, string)> counts = [];
        List<string> others = [];
        string[] parts = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string digits = new([.. parts[i].TakeWhile(char.IsAsciiDigit)]);
            string unit = parts[i][digits.Length..];
            bool isApart = unit.Length == 0 && i + 1 < parts.Length;
            if (int.TryParse(digits, CultureInfo.InvariantCulture, out int count) && Units.TryGetValue(isApart ? parts[i + 1] : unit, out DicomTag tag))
            {
                counts.Add((tag, count.ToString(CultureInfo.InvariantCulture)));
                i += isApart ? 1 : 0;
            }
            else
            {
                others.Add(parts[i]);
            }
        }

        rest = string.Join(' ', others);
        return counts;
    }
}
