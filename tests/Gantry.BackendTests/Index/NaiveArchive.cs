using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.BackendTests.Index;

/// <summary>The oracle: every instance in a list, every query a walk over all of it, with matching written anew and as plainly as can be.</summary>
internal sealed class NaiveArchive
{
    private readonly List<InstanceEntry> instances = [];

    public void Add(InstanceEntry entry) => instances.Add(entry);

    public void RemoveAll(Predicate<InstanceEntry> match) => instances.RemoveAll(match);

    /// <summary>The UIDs (or, for patients, identifiers) of what matches, in no order.</summary>
    public List<string> Query(QueryRequest request)
    {
        IEnumerable<IGrouping<string, InstanceEntry>> groups = instances.GroupBy(i => request.Level switch
        {
            QueryLevel.Patient => i.Attributes[Tags.PatientID] ?? i.Identity.Study.Value,
            QueryLevel.Study => i.Identity.Study.Value,
            QueryLevel.Series => i.Identity.Series.Value,
            _ => i.Identity.Instance.Value,
        });
        return [.. groups.Where(g => Matches(request, g)).Select(g => request.Level == QueryLevel.Patient ? g.First().Attributes[Tags.PatientID] ?? "" : g.Key)];
    }

    /// <summary>Is an instance's series in a view with one condition, "from AE" being a source? Written for the conditions that the tests use.</summary>
    public static bool IsIn(string condition, InstanceEntry instance, InstanceEntry[] all)
    {
        if (condition.StartsWith("from ", StringComparison.Ordinal))
        {
            return all.First(i => i.Identity.Series == instance.Identity.Series).Source.CallingAe == condition[5..];
        }

        (string attribute, string text) = (condition.Split('=')[0].TrimEnd('!'), condition.Split('=')[1]);
        DicomTag tag = DicomDictionary.TryParseTag(attribute, out DicomTag parsed) ? parsed : throw new ArgumentException(condition);
        string[] values = attribute == "ModalitiesInStudy"
            ? [.. all.Where(i => i.Identity.Study == instance.Identity.Study).Select(i => i.Attributes[Tags.Modality]!)]
            : instance.Attributes[tag] is { Length: > 0 } value ? [value] : [];
        string[] range = text.Split('-');
        bool holds = range.Length == 2
            ? values.Any(v => string.CompareOrdinal(v, range[0]) >= 0 && (range[1].Length == 0 || string.CompareOrdinal(v, range[1]) <= 0))
            : text.Length == 0 ? values.Length == 0 : values.Any(v => text.Split(',').Any(p => Like(v.ToUpperInvariant(), p.ToUpperInvariant())));
        return holds != condition.Contains("!=", StringComparison.Ordinal);
    }

    private bool Matches(QueryRequest request, IEnumerable<InstanceEntry> group)
    {
        InstanceEntry first = group.First();
        List<InstanceEntry> study = instances.FindAll(i => i.Identity.Study == first.Identity.Study);
        string[] modalities = [.. study.Select(i => i.Attributes[Tags.Modality] ?? "").Distinct()];
        bool hasWords = request.FreeText is null || Words(Regex.Replace(request.FreeText, @"\b(\d{4})-(\d\d)\b", "$1$2")).All(term => Words(string.Join(' ',
            modalities
                .Append(first.Attributes[Tags.PatientName]).Append(first.Attributes[Tags.PatientID]).Append(first.Attributes[Tags.AccessionNumber])
                .Append(first.Attributes[Tags.StudyDescription]).Append(first.Attributes[Tags.StudyDate]))).Any(w => w.StartsWith(term, StringComparison.Ordinal)));
        (string? date, string? time) = Moment(first, request.Zone);
        KeyMatch.Range? dates = request.Keys.FirstOrDefault(k => k.Tag == Tags.StudyDate)?.Match as KeyMatch.Range;
        KeyMatch.Range? times = request.Keys.FirstOrDefault(k => k.Tag == Tags.StudyTime)?.Match as KeyMatch.Range;
        bool isCombined = request.CombinesDateTimes && dates is not null && times is not null;
        return hasWords && (!isCombined || MatchesMoment(date, time, dates!, times!)) && request.Keys.All(key =>
            key.Tag == Tags.ModalitiesInStudy ? modalities.Any(m => Matches(Vr.CS, m, key.Match))
            : key.Tag == Tags.StudyDate ? isCombined || Matches(Vr.DA, date, key.Match)
            : key.Tag == Tags.StudyTime ? isCombined || Matches(Vr.TM, time, key.Match)
            : Matches(DicomDictionary.VrOf(key.Tag), Value(first, key.Tag, study), key.Match));
    }

    private static string? Value(InstanceEntry entry, DicomTag tag, List<InstanceEntry> study) =>
        tag == Tags.NumberOfStudyRelatedInstances ? study.Count.ToString(CultureInfo.InvariantCulture) : entry.Attributes[tag];

    private static (string? Date, string? Time) Moment(InstanceEntry entry, QueryZone? zone)
    {
        (string? date, string? time) = (entry.Attributes[Tags.StudyDate], entry.Attributes[Tags.StudyTime]);
        if (zone is null || date is null || time is null)
        {
            return (date, time);
        }

        TimeSpan own = entry.Attributes[Tags.TimezoneOffsetFromUTC] is { } o ? new TimeSpan(int.Parse(o[1..3], CultureInfo.InvariantCulture), int.Parse(o[3..], CultureInfo.InvariantCulture), 0) : TimeSpan.Zero;
        string moved = (DateTime.ParseExact(date + time, "yyyyMMddHHmmss", CultureInfo.InvariantCulture) - own + zone.Asker).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return (moved[..8], moved[8..]);
    }

    /// <summary>As text of fourteen digits; a study without a time is anywhere in its day.</summary>
    private static bool MatchesMoment(string? date, string? time, KeyMatch.Range dates, KeyMatch.Range times) =>
        date is not null
        && (dates.From is null || string.CompareOrdinal(date + (time ?? "999999"), dates.From + (times.From ?? "000000").PadRight(6, '0')) >= 0)
        && (dates.To is null || string.CompareOrdinal(date + (time ?? "000000"), dates.To + (times.To ?? "999999").PadRight(6, '9')) <= 0);

    private static bool Matches(Vr vr, string? value, KeyMatch match)
    {
        if (match is KeyMatch.OneOf one)
        {
            return one.Matches.Any(m => Matches(vr, value, m));
        }

        if (match is KeyMatch.Empty)
        {
            return string.IsNullOrEmpty(value);
        }

        if (string.IsNullOrEmpty(value))
        {
            return match is KeyMatch.Wildcard { Pattern: "*" };
        }

        string[] forms = vr == Vr.PN ? [Plain(value), .. Plain(value).Split('=')] : [value];
        return match switch
        {
            KeyMatch.AnyOf any => any.Values.Any(v => forms.Contains(vr == Vr.PN ? Plain(v) : v)),
            KeyMatch.Wildcard w when vr == Vr.PN => forms.Any(f => Like(f, Plain(w.Pattern)) || (w.Pattern.EndsWith("^*") && Like(f, Plain(w.Pattern[..^2])))),
            KeyMatch.Wildcard w => Like(value, w.Pattern),
            KeyMatch.Range r => string.CompareOrdinal(value, r.From ?? "") >= 0 && (r.To is null || string.CompareOrdinal(value, r.To) <= 0),
            KeyMatch.FuzzyName f => Words(f.Text).All(t => Words(value).Any(w => w.StartsWith(t, StringComparison.Ordinal))),
            _ => throw new NotSupportedException(),
        };
    }

    private static bool Like(string text, string pattern) => Regex.IsMatch(text, "^" + Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".") + "$");

    /// <summary>Only for the letters that the tests use.</summary>
    private static string Plain(string text)
    {
        StringBuilder plain = new();
        foreach (char c in text)
        {
            int accent = "ÄäÖöÜüÉé".IndexOf(c);
            plain.Append(accent >= 0 ? "aaoouuee"[accent] : char.ToLowerInvariant(c));
        }

        return plain.ToString().TrimEnd('^');
    }

    private static string[] Words(string text) => [.. Regex.Matches(Plain(text), @"[\p{L}\p{N}]+").Select(m => m.Value)];
}
