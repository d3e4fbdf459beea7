using System.Text;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>The ORDER BY of a plan. It always ends with the rows' ids, so that pages of the same archive never overlap or leave gaps.</summary>
internal static class QueryOrderSql
{
    public static string Of(QueryPlan plan, Driver driver)
    {
        List<(QueryAttribute Attribute, bool Descending)> order = WithoutTime(plan.Order);
        if (plan.Level == QueryLevel.Patient)
        {
            return order.Count == 0 ? "p.name_key, p.id" : Terms(plan.Level, order) + ", p.id";
        }

        string within = plan.Level switch
        {
            QueryLevel.Series => "e.number, e.id",
            QueryLevel.Instance => "e.number, e.id, i.number, i.id",
            _ => "",
        };
        string newestFirst = driver.NewestFirst ?? "s.recency DESC, s.id DESC";
        if (order.Count == 0)
        {
            return within.Length == 0 ? newestFirst : $"{newestFirst}, {within}";
        }

        if (order is [{ Descending: true } only] && only.Attribute.Tag == Tags.StudyDate && plan.Level == QueryLevel.Study)
        {
            return newestFirst;
        }

        return $"{Terms(plan.Level, order)}, s.id{(order[^1].Descending ? " DESC" : "")}{(within.Length == 0 ? "" : ", " + within)}";
    }

    /// <summary>The column of a study's date has its time too.</summary>
    private static List<(QueryAttribute Attribute, bool Descending)> WithoutTime(IReadOnlyList<(QueryAttribute Attribute, bool Descending)> order)
    {
        List<(QueryAttribute Attribute, bool Descending)> kept = [];
        foreach ((QueryAttribute attribute, bool descending) in order)
        {
            bool isOfDate = kept.Count > 0 && attribute.Tag == Tags.StudyTime && kept[^1].Attribute.Tag == Tags.StudyDate && kept[^1].Descending == descending;
            if (!isOfDate)
            {
                kept.Add((attribute, descending));
            }
        }

        return kept;
    }

    private static string Terms(QueryLevel level, List<(QueryAttribute Attribute, bool Descending)> order)
    {
        StringBuilder sql = new();
        foreach ((QueryAttribute attribute, bool descending) in order)
        {
            sql.Append(sql.Length > 0 ? ", " : "").Append(Expression(level, attribute)).Append(descending ? " DESC" : "");
        }

        return sql.ToString();
    }

    private static string Expression(QueryLevel level, QueryAttribute attribute)
    {
        DicomTag tag = attribute.Tag;
        string top = level == QueryLevel.Patient ? "p" : "s";
        if (tag == Tags.PatientName)
        {
            return top + ".name_key";
        }

        if (Columns.TryGetValue(tag, out string? column) && (level != QueryLevel.Patient || attribute.Level != QueryLevel.Patient))
        {
            return column;
        }

        if (!AttributeCodes.TryGet(tag, out byte code))
        {
            return top + ".id";
        }

        string alias = attribute.Level switch { QueryLevel.Instance => "i", QueryLevel.Series => "e", _ => top };
        string value = $"bag_value({alias}.bag, {code})";
        return attribute.Vr is Vr.IS or Vr.DS or Vr.US ? $"CAST({value} AS REAL)" : value;
    }

    private static readonly Dictionary<DicomTag, string> Columns = new()
    {
        [Tags.PatientID] = "s.patient_id",
        [Tags.AccessionNumber] = "s.accession",
        [Tags.StudyDescription] = "s.description",
        [Tags.StudyDate] = "s.recency",
        [Tags.StudyInstanceUID] = "s.uid",
        [Tags.ModalitiesInStudy] = "s.modalities",
        [Tags.NumberOfStudyRelatedSeries] = "s.series_count",
        [Tags.NumberOfStudyRelatedInstances] = "s.instance_count",
        [Tags.SeriesInstanceUID] = "e.uid",
        [Tags.SeriesNumber] = "e.number",
        [Tags.NumberOfSeriesRelatedInstances] = "e.instance_count",
        [Tags.SOPInstanceUID] = "i.uid",
        [Tags.InstanceNumber] = "i.number",
    };
}
