using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Query;

/// <summary>Makes the plan of a request: universal keys go, dates meet their times, keys on what is not held are set aside.</summary>
public static class QueryPlanner
{
    /// <summary>Dates with the times that belong to them.</summary>
    internal static readonly (DicomTag Date, DicomTag Time)[] DateTimes =
    [
        (Tags.StudyDate, Tags.StudyTime), (Tags.SeriesDate, Tags.SeriesTime), (Tags.AcquisitionDate, Tags.AcquisitionTime), (Tags.ContentDate, Tags.ContentTime),
        (Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime),
    ];

    public static QueryPlan Plan(QueryRequest request)
    {
        List<DicomTag> unsupported = [];
        List<PlannedKey> keys = [];
        foreach (QueryKey key in request.Keys)
        {
            Add(request.Level, key, keys, unsupported);
        }

        string words = "";
        foreach ((DicomTag tag, string count) in request.FreeText is { } typed ? StudyCounts.Take(typed, out words) : [])
        {
            Add(request.Level, new QueryKey(tag, new KeyMatch.AnyOf([count])), keys, unsupported);
        }

        return new QueryPlan
        {
            Level = request.Level,
            Keys = request.CombinesDateTimes ? Combine(keys) : keys,
            Terms = [.. StudyWords.Terms(words)],
            Order = OrderOf(request),
            Returned = Returned(request),
            UnsupportedKeys = unsupported,
            Zone = request.Zone,
            Scope = request.Scope,
            Offset = Math.Max(0, request.Offset),
            Limit = Math.Max(0, request.Limit),
        };
    }

    private static void Add(QueryLevel level, QueryKey key, List<PlannedKey> keys, List<DicomTag> unsupported)
    {
        if (IsUniversal(key.Match))
        {
            return;
        }

        QueryAttribute? attribute = QueryAttributes.Find(key.Tag);
        if (attribute is null && key.Match is KeyMatch.Item item && QueryAttributes.InSequence(key.Tag).Any())
        {
            foreach (QueryKey nested in item.Keys)
            {
                if (QueryAttributes.Find(nested.Tag)?.Sequence == key.Tag)
                {
                    Add(level, nested, keys, unsupported);
                }
                else if (!IsUniversal(nested.Match))
                {
                    unsupported.Add(nested.Tag);
                }
            }

            return;
        }

        if (attribute is null || attribute.Level > level || !MatchingRules.CanMatch(attribute, key.Match))
        {
            unsupported.Add(key.Tag);
            return;
        }

        keys.Add(new PlannedKey(attribute, key.Match));
    }

    /// <summary>No value, or only '*': matches everything, also what has no value (PS3.4 C.2.2.2.3).</summary>
    private static bool IsUniversal(KeyMatch match) => match switch
    {
        KeyMatch.AnyOf any => any.Values.All(string.IsNullOrEmpty),
        KeyMatch.Wildcard wildcard => wildcard.Pattern.All(c => c == '*'),
        KeyMatch.Range range => string.IsNullOrEmpty(range.From) && string.IsNullOrEmpty(range.To),
        KeyMatch.Item item => item.Keys.All(k => IsUniversal(k.Match)),
        KeyMatch.OneOf any => any.Matches.Any(IsUniversal),
        KeyMatch.FuzzyName name => !NameKey.Words(name.Text).Any(),
        _ => false,
    };

    private static List<PlannedKey> Combine(List<PlannedKey> keys)
    {
        foreach ((DicomTag dateTag, DicomTag timeTag) in DateTimes)
        {
            int date = keys.FindIndex(k => k.Attribute.Tag == dateTag && k.Match is KeyMatch.Range);
            int time = keys.FindIndex(k => k.Attribute.Tag == timeTag && k.Match is KeyMatch.Range);
            if (date >= 0 && time >= 0)
            {
                keys[date] = keys[date] with { TimeAttribute = keys[time].Attribute, Time = (KeyMatch.Range)keys[time].Match };
                keys.RemoveAt(time);
            }
        }

        return keys;
    }

    private static List<(QueryAttribute, bool)> OrderOf(QueryRequest request)
    {
        List<(QueryAttribute, bool)> order = [];
        foreach (QueryOrder by in request.Order)
        {
            if (QueryAttributes.Find(by.Tag) is { } attribute && attribute.Level <= request.Level)
            {
                order.Add((attribute, by.Descending));
            }
        }

        return order;
    }

    private static List<QueryAttribute> Returned(QueryRequest request)
    {
        Dictionary<DicomTag, QueryAttribute> returned = (request.ReturnsDefaults ? QueryAttributes.DefaultsOf(request.Level) : QueryAttributes.UniqueKeysOf(request.Level)).ToDictionary(a => a.Tag);
        IEnumerable<DicomTag> asked = request.Include.Concat(request.Keys.SelectMany(TagsOf));
        foreach (DicomTag tag in asked)
        {
            if (QueryAttributes.Find(tag) is { } attribute)
            {
                Take(attribute, isAsked: true);
            }

            foreach (QueryAttribute inItems in QueryAttributes.InSequence(tag))
            {
                Take(inItems, isAsked: true);
            }
        }

        if (request.IncludeAll)
        {
            foreach (QueryAttribute attribute in QueryAttributes.All.Where(a => a.Level == request.Level || (a.Level == QueryLevel.Patient && request.Level == QueryLevel.Study)))
            {
                Take(attribute, isAsked: false);
            }
        }

        return [.. returned.Values];

        void Take(QueryAttribute attribute, bool isAsked)
        {
            // A patient's counts would be counted for every study of a list; they are told where patients are asked for, or they themselves.
            if (attribute.Level <= request.Level && (isAsked || request.Level == QueryLevel.Patient || !IsPatientCount(attribute.Tag)))
            {
                returned.TryAdd(attribute.Tag, attribute);
            }
        }
    }

    private static bool IsPatientCount(DicomTag tag) =>
        tag == Tags.NumberOfPatientRelatedStudies || tag == Tags.NumberOfPatientRelatedSeries || tag == Tags.NumberOfPatientRelatedInstances;

    private static IEnumerable<DicomTag> TagsOf(QueryKey key) => key.Match is KeyMatch.Item item ? item.Keys.Select(k => k.Tag).Prepend(key.Tag) : [key.Tag];
}
