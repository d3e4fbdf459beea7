using System.Globalization;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>The ways to find the candidates of a plan by an index. Each gives all matches and perhaps more; the matching rules decide.</summary>
internal static class Drivers
{
    /// <summary>Indexes are looked into this far to choose between them; past it, reading newest first until the page is full is as good.</summary>
    public const long ProbeLimit = 4000;

    /// <summary>With no more candidates than these there is no need to look for a shorter way.</summary>
    public const long FewEnough = 500;

    /// <summary>A longer list is matched row by row: SQLite takes 32,766 parameters.</summary>
    private const int MaxUids = 10_000;

    private const string Study = "study s";
    private const string UnicodeEnd = "\U0010FFFF";

    private static readonly Dictionary<DicomTag, string> TextColumns = new()
    {
        [Tags.PatientID] = "patient_id", [Tags.AccessionNumber] = "accession", [Tags.StudyDescription] = "description",
    };

    private static readonly (DicomTag Tag, string Column)[] CountColumns =
        [(Tags.NumberOfStudyRelatedInstances, "instance_count"), (Tags.NumberOfStudyRelatedSeries, "series_count")];

    /// <summary>Every way that the plan's keys open, the way over everything last.</summary>
    public static List<Driver> Of(QueryPlan plan)
    {
        List<Driver> drivers = [];
        if (plan.Level == QueryLevel.Patient)
        {
            AddPatient(plan, drivers);
            return drivers;
        }

        string below = plan.Level switch
        {
            QueryLevel.Series => " CROSS JOIN series e ON e.study=s.id",
            QueryLevel.Instance => " CROSS JOIN series e ON e.study=s.id CROSS JOIN instance i ON i.series=e.id",
            _ => "",
        };
        AddUids(plan, below, drivers);
        foreach (PlannedKey key in plan.Keys)
        {
            AddStudyKey(key, below, drivers);
        }

        if (plan.Terms.Count > 0)
        {
            drivers.Add(Words(plan.Terms, below) with { CoversTerms = SearchTables.Covers(plan.Terms) });
        }

        AddByDate(plan, below, drivers);
        return drivers;
    }

    private static void AddUids(QueryPlan plan, string below, List<Driver> drivers)
    {
        if (plan.Level >= QueryLevel.Instance && Values(plan, Tags.SOPInstanceUID) is { } instances && TryIn(instances, out string list, out Parameters parameters))
        {
            drivers.Add(new Driver("instance i CROSS JOIN series e ON e.id=i.series CROSS JOIN study s ON s.id=e.study", "i.uid IN " + list, parameters) { IsUnique = true });
        }
        else if (plan.Level >= QueryLevel.Series && Values(plan, Tags.SeriesInstanceUID) is { } series && TryIn(series, out list, out parameters))
        {
            string instanceJoin = plan.Level == QueryLevel.Instance ? " CROSS JOIN instance i ON i.series=e.id" : "";
            drivers.Add(new Driver("series e CROSS JOIN study s ON s.id=e.study" + instanceJoin, "e.uid IN " + list, parameters) { IsUnique = true });
        }
        else if (Values(plan, Tags.StudyInstanceUID) is { } studies && TryIn(studies, out list, out parameters))
        {
            drivers.Add(new Driver(Study + below, "s.uid IN " + list, parameters) { IsUnique = true });
        }
    }

    private static void AddStudyKey(PlannedKey key, string below, List<Driver> drivers)
    {
        DicomTag tag = key.Attribute.Tag;
        Parameters parameters = new();
        if (key.Match is KeyMatch.FuzzyName fuzzy && tag == Tags.PatientName)
        {
            // The words of names are among the words of studies.
            drivers.Add(Words([.. NameKey.Words(fuzzy.Text)], below));
        }
        else if (TextColumns.TryGetValue(tag, out string? column))
        {
            AddText(key.Match, column, below, drivers);
        }
        else if (tag == Tags.PatientName && key.Match is KeyMatch.Wildcard or KeyMatch.AnyOf)
        {
            AddName(key.Match, below, drivers);
        }
        else if ((tag == Tags.ModalitiesInStudy || tag == Tags.Modality) && key.Match is KeyMatch.AnyOf { Values: [{ Length: > 0 } modality] })
        {
            string where = "m.modality=" + parameters.Add(modality.Trim(' '));
            drivers.Add(new Driver("study_modality m CROSS JOIN study s ON s.id=m.study" + below, where, parameters)
            {
                Probe = $"SELECT count(*) FROM (SELECT 1 FROM study_modality m WHERE {where} LIMIT {ProbeLimit})",
                NewestFirst = "m.recency DESC, m.study DESC",
            });
        }
    }

    private static void AddName(KeyMatch match, string below, List<Driver> drivers)
    {
        if (NamePrefix(match) is { Length: > 0 } prefix)
        {
            Parameters parameters = new();
            string range = Range("name_key", prefix, parameters);
            string ids = $"SELECT id FROM study WHERE {range} UNION SELECT id FROM name_group WHERE owner=2 AND {range}";
            drivers.Add(new Driver(Study + below, $"s.id IN ({ids})", parameters) { Probe = $"SELECT count(*) FROM (SELECT id FROM study WHERE {range} LIMIT {ProbeLimit})" });
        }

        if (match is KeyMatch.Wildcard wildcard)
        {
            AddTrigrams(NameMatch.Literals(wildcard.Pattern), below, drivers);
        }
    }

    private static void AddTrigrams(string pattern, string below, List<Driver> drivers)
    {
        if (SearchTables.TrigramQuery(pattern) is { } query)
        {
            drivers.Add(Found("study_trigram", query, below));
        }
    }

    private static void AddText(KeyMatch match, string column, string below, List<Driver> drivers)
    {
        Parameters parameters = new();
        switch (match)
        {
            case KeyMatch.AnyOf { Values.Count: <= 100 } any:
                string list = string.Join(',', any.Values.Select(v => parameters.Add(v.Trim(' '))));
                drivers.Add(new Driver(Study + below, $"s.{column} IN ({list})", parameters)
                {
                    Probe = $"SELECT count(*) FROM (SELECT 1 FROM study WHERE {column} IN ({list}) LIMIT {ProbeLimit})",
                });
                break;
            case KeyMatch.Wildcard wildcard:
                if (LiteralPrefix(wildcard.Pattern.Trim(' ')) is { Length: > 0 } prefix)
                {
                    string range = Range(column, prefix, parameters);
                    drivers.Add(new Driver(Study + below, "s." + range.Replace(" AND ", " AND s.", StringComparison.Ordinal), parameters)
                    {
                        Probe = $"SELECT count(*) FROM (SELECT 1 FROM study WHERE {range} LIMIT {ProbeLimit})",
                    });
                }

                AddTrigrams(wildcard.Pattern, below, drivers);
                break;
        }
    }

    private static Driver Words(IReadOnlyList<string> words, string below) => Found("study_word", SearchTables.WordsQuery(words), below);

    private static Driver Found(string table, string query, string below)
    {
        Parameters parameters = new();
        string match = $"{table} MATCH {parameters.Add(query)}";
        return new Driver($"{table} w CROSS JOIN study s ON s.id=(w.rowid & {(1L << StudyKeys.IdBits) - 1})" + below, match, parameters)
        {
            NewestFirst = "w.rowid DESC",
            IsSlowToProbe = true,
            Probe = $"SELECT count(*) FROM (SELECT rowid FROM {table} WHERE {match} LIMIT {ProbeLimit})",
        };
    }

    private static void AddByDate(QueryPlan plan, string below, List<Driver> drivers)
    {
        Parameters parameters = new();
        PlannedKey? date = plan.Keys.FirstOrDefault(k => k.Attribute.Tag == Tags.StudyDate);
        (string? from, string? to) = date?.Match switch
        {
            KeyMatch.Range range => (range.From, range.To),
            KeyMatch.AnyOf { Values: [string one] } => (one, one),
            _ => (null, null),
        };
        string where = "";

        // In another zone the same moment may be a day earlier or later.
        int slack = plan.Zone is null ? 0 : 1;
        long first = Math.Max(StudyRecency.TryDay(from, out long asked) ? Math.Max(0, asked - slack) : 0, StudyRecency.DayOf(plan.Scope?.FirstDay) ?? 0);
        if (first > 0)
        {
            where = "s.recency>=" + parameters.Add(first << StudyRecency.TimeBits);
        }

        long last = Math.Min(StudyRecency.TryDay(to, out long until) ? until + slack : long.MaxValue, StudyRecency.DayOf(plan.Scope?.LastDay) ?? long.MaxValue);
        if (last < long.MaxValue)
        {
            where += (where.Length > 0 ? " AND " : "") + "s.recency<" + parameters.Add((last + 1) << StudyRecency.TimeBits);
        }

        string? probe = where.Length == 0 ? null : $"SELECT count(*) FROM (SELECT 1 FROM study s WHERE {where} LIMIT {ProbeLimit})";

        // No index has the counts, which change with every commit; but a study of another count need not be loaded to be passed over. Within a view they are others.
        foreach ((DicomTag tag, string column) in CountColumns)
        {
            if (plan is { Level: QueryLevel.Study, Scope: null } && Values(plan, tag) is [string count] && int.TryParse(count, CultureInfo.InvariantCulture, out int number))
            {
                where += (where.Length > 0 ? " AND " : "") + $"s.{column}={parameters.Add((long)number)}";
                probe = null;
            }
        }

        drivers.Add(new Driver(Study + below, where, parameters) { Probe = probe });
    }

    private static void AddPatient(QueryPlan plan, List<Driver> drivers)
    {
        foreach (PlannedKey key in plan.Keys)
        {
            Parameters parameters = new();
            if (key.Attribute.Tag == Tags.PatientID && key.Match is KeyMatch.AnyOf { Values: [string id] })
            {
                drivers.Add(new Driver("patient p", Range("p.identity", $"I{id.Trim(' ')}\u001f", parameters), parameters) { IsUnique = true });
            }
            else if (key.Attribute.Tag == Tags.PatientID && key.Match is KeyMatch.Wildcard wildcard && LiteralPrefix(wildcard.Pattern.Trim(' ')) is { Length: > 0 } prefix)
            {
                drivers.Add(new Driver("patient p", Range("p.identity", "I" + prefix, parameters), parameters) { IsUnique = true });
            }
            else if (key.Attribute.Tag == Tags.PatientName && NamePrefix(key.Match) is { Length: > 0 } name)
            {
                string range = Range("name_key", name, parameters);
                string ids = $"SELECT id FROM patient WHERE {range} UNION SELECT id FROM name_group WHERE owner=1 AND {range}";
                drivers.Add(new Driver("patient p", $"p.id IN ({ids})", parameters) { IsUnique = true });
            }
            else if (PatientTrigramQuery(key) is { } trigrams)
            {
                drivers.Add(new Driver("patient p", $"p.id IN (SELECT rowid FROM patient_trigram WHERE patient_trigram MATCH {parameters.Add(trigrams)})", parameters) { IsUnique = true });
            }
        }

        drivers.Add(new Driver("patient p", "", new Parameters()));
    }

    private static string? PatientTrigramQuery(PlannedKey key) => key switch
    {
        { Match: KeyMatch.Wildcard wildcard } when key.Attribute.Tag == Tags.PatientName => SearchTables.TrigramQuery(NameMatch.Literals(wildcard.Pattern)),
        { Match: KeyMatch.Wildcard wildcard } when key.Attribute.Tag == Tags.PatientID => SearchTables.TrigramQuery(wildcard.Pattern),

        // Of a fuzzy name each word begins some word, so it stands somewhere.
        { Match: KeyMatch.FuzzyName fuzzy } when key.Attribute.Tag == Tags.PatientName => SearchTables.TrigramQuery(string.Join('*', NameKey.Words(fuzzy.Text))),
        _ => null,
    };

    private static string? NamePrefix(KeyMatch match) => match switch
    {
        KeyMatch.Wildcard wildcard => NameMatch.LiteralPrefix(wildcard.Pattern),
        KeyMatch.AnyOf { Values: [string one] } => NameMatch.LiteralPrefix(one),
        _ => null,
    };

    private static string LiteralPrefix(string pattern)
    {
        int end = pattern.AsSpan().IndexOfAny('*', '?');
        return end < 0 ? pattern : pattern[..end];
    }

    /// <summary>All text that begins with the prefix: UTF-8 sorts as code points do.</summary>
    private static string Range(string column, string prefix, Parameters parameters) =>
        $"{column}>={parameters.Add(prefix)} AND {column}<{parameters.Add(prefix + UnicodeEnd)}";

    private static IReadOnlyList<string>? Values(QueryPlan plan, DicomTag tag) =>
        plan.Keys.Where(k => k.Attribute.Tag == tag).Select(k => (k.Match as KeyMatch.AnyOf)?.Values).FirstOrDefault(v => v is not null);

    /// <summary>What is no UID cannot be held, so it is left out.</summary>
    private static bool TryIn(IReadOnlyList<string> uids, out string list, out Parameters parameters)
    {
        Parameters made = new();
        list = "(" + string.Join(',', uids.Select(u => u.Trim(' ', '\0')).Where(u => DicomUid.IsAcceptable(u)).Take(MaxUids + 1).Select(made.AddUid)) + ")";
        parameters = made;
        return uids.Count <= MaxUids;
    }

}
