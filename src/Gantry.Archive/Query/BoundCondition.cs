using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>An <see cref="AttributeCondition"/> whose attribute has been looked up and whose days have been counted.</summary>
public sealed class BoundCondition
{
    private readonly bool isNegated;
    private readonly bool matchesAbsent;
    private readonly string[] patterns;
    private readonly DayRange[] ranges;

    internal BoundCondition(DicomTag tag, IReadOnlyList<string> patterns, bool isNegated, DateOnly today)
    {
        Tag = tag;
        this.isNegated = isNegated;
        bool isDate = DicomDictionary.VrOf(tag) == Vr.DA;
        List<string> words = [];
        List<DayRange> days = [];
        foreach (string pattern in patterns.Where(p => p.Length > 0))
        {
            if (isDate && DayRange.TryParse(pattern, today, out DayRange range))
            {
                days.Add(range);
            }
            else
            {
                words.Add(pattern.ToUpperInvariant());
            }
        }

        matchesAbsent = patterns.Any(p => p.Length == 0);
        (this.patterns, ranges) = ([.. words], [.. days]);
    }

    public DicomTag Tag { get; }

    /// <summary>The days that it asks for where it asks for nothing else; null otherwise.</summary>
    public DayRange? OnlyRange => !isNegated && !matchesAbsent && patterns.Length == 0 && ranges.Length == 1 ? ranges[0] : null;

    public bool Holds(Dataset dataset) => Holds(dataset.GetStrings(Tag));

    /// <param name="values">The attribute's values; none for an absent one.</param>
    public bool Holds(IReadOnlyList<string> values)
    {
        bool isAbsent = values.All(v => v.Length == 0);
        return ((isAbsent && matchesAbsent) || values.Any(Matches)) != isNegated;
    }

    private bool Matches(string value)
    {
        string upper = value.ToUpperInvariant();
        return Array.Exists(patterns, p => Wildcards.Match(upper, p)) || Array.Exists(ranges, r => r.Contains(value));
    }
}
