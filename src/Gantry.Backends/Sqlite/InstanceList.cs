using Gantry.Archive.Index;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>Lists the instances of a study, of one of its series, or one of its instances.</summary>
internal static class InstanceList
{
    private const string OfStudy = InstanceRows.Select + " WHERE s.uid=?1" + InstanceRows.OrderInStudy;
    private const string OfSeries = InstanceRows.Select + " WHERE s.uid=?1 AND e.uid=?2" + InstanceRows.OrderInStudy;
    private const string OfInstance = InstanceRows.Select + " WHERE i.uid=?3 AND s.uid=?1";
    private const string OfSeriesAndInstance = InstanceRows.Select + " WHERE i.uid=?3 AND s.uid=?1 AND e.uid=?2";

    public static List<StoredInstance> Read(Connection db, StudyUid study, SeriesUid? series, InstanceUid? instance)
    {
        Statement select = db.Prepare((series, instance) switch
        {
            (null, null) => OfStudy,
            (not null, null) => OfSeries,
            (null, not null) => OfInstance,
            _ => OfSeriesAndInstance,
        });
        try
        {
            select.BindUid(1, study.Value);
            if (series is { } ofSeries)
            {
                select.BindUid(2, ofSeries.Value);
            }

            if (instance is { } one)
            {
                select.BindUid(3, one.Value);
            }

            List<StoredInstance> found = [];
            InstanceRows rows = new(db);
            while (select.Step())
            {
                found.Add(rows.Read(select));
            }

            return found;
        }
        finally
        {
            select.Reset();
        }
    }
}
