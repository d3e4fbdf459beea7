using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>Rows of bytes that are kept beside an instance whose UID they share. They name the study, series and instance that they themselves say.</summary>
internal static class KeptAside
{
    private const string Under = " WHERE study=?1 AND (?2 IS NULL OR series=?2) AND (?3 IS NULL OR instance=?3)";

    public static IReadOnlyList<ObjectPlace> Find(Connection db, StudyUid study, SeriesUid? series, InstanceUid? instance)
    {
        Statement select = Bound(db, "SELECT g.store, g.name, offset, length FROM conflict JOIN segment g ON g.id=segment" + Under, study, series, instance);
        try
        {
            List<ObjectPlace> places = [];
            while (select.Step())
            {
                places.Add(new ObjectPlace(select.Text(0)!, select.Text(1)!, select.Int64(2), select.Int64(3)));
            }

            return places;
        }
        finally
        {
            select.Reset();
        }
    }

    public static void Delete(Connection db, StudyUid study, SeriesUid? series, InstanceUid? instance) =>
        Bound(db, "DELETE FROM conflict" + Under, study, series, instance).Run();

    private static Statement Bound(Connection db, string sql, StudyUid study, SeriesUid? series, InstanceUid? instance) =>
        db.Prepare(sql).Bind(1, study.Value).Bind(2, series?.Value).Bind(3, instance?.Value);
}
