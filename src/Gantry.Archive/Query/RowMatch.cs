using Gantry.Dicom;

namespace Gantry.Archive.Query;

/// <summary>Decides whether a row matches a plan's keys, whatever a backend narrowed by.</summary>
public static class RowMatch
{
    /// <param name="keys">The plan's keys.</param>
    /// <param name="value">Gives the row's attributes and those of the rows above it.</param>
    public static bool Matches(IReadOnlyList<PlannedKey> keys, Func<DicomTag, string?> value)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            PlannedKey key = keys[i];
            string? held = value(key.Attribute.Tag);
            bool matches = key is { TimeAttribute: { } time, Time: { } times, Match: KeyMatch.Range dates }
                ? MatchesMoment(held, value(time.Tag), dates, times)
                : MatchingRules.Matches(key.Attribute, held, key.Match);
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Each term begins some word of the study.</summary>
    public static bool MatchesTerms(IReadOnlyList<string> terms, Func<DicomTag, string?> study, string modalities)
    {
        if (terms.Count == 0)
        {
            return true;
        }

        IReadOnlyCollection<string> words = StudyWords.Of(study, modalities);
        return terms.All(term => words.Any(word => word.StartsWith(term, StringComparison.Ordinal)));
    }

    /// <summary>A date and time range as one: from the first moment to the last. A row without a time is anywhere in its day; a time whose date is open says nothing.</summary>
    private static bool MatchesMoment(string? date, string? time, KeyMatch.Range dates, KeyMatch.Range times)
    {
        if (date is null || !DateValue.IsIn(date, dates.From, dates.To) || !DateValue.TryParse(date, out int day))
        {
            return false;
        }

        if (time is null || !TimeValue.TryParse(time, out _, out _))
        {
            return true;
        }

        bool isAfter = !(DateValue.TryParse(dates.From, out int first) && first == day) || TimeValue.IsIn(time, times.From, null);
        bool isBefore = !(DateValue.TryParse(dates.To, out int last) && last == day) || TimeValue.IsIn(time, null, times.To);
        return isAfter && isBefore;
    }
}
