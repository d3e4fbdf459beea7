using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>Reads what of a study or a patient is in a scope.</summary>
internal sealed class ScopeReader(Connection db, ViewScope scope)
{
    private static readonly byte ModalityCode = AttributeCodes.TryGet(Tags.Modality, out byte code) ? code : throw new InvalidOperationException("the index holds no Modality");

    private readonly QueryRow row = new(db, null);
    private long lastId = -1;
    private ScopedStudy last = new(new HashSet<long>(), 0, "");

    public ScopedStudy Study(long id)
    {
        if (id != lastId)
        {
            last = Read(id);
            lastId = id;
        }

        return last;
    }

    public (long Studies, long Series, long Instances) Patient(long id)
    {
        List<long> ids = [];
        Statement list = db.Prepare("SELECT id FROM study WHERE patient=?1").Bind(1, id);
        while (list.Step())
        {
            ids.Add(list.Int64(0));
        }

        list.Reset();
        long studies = 0;
        long series = 0;
        long instances = 0;
        foreach (ScopedStudy study in ids.Select(Study).Where(s => s.Series.Count > 0))
        {
            studies++;
            series += study.Series.Count;
            instances += study.Instances;
        }

        return (studies, series, instances);
    }

    private ScopedStudy Read(long id)
    {
        List<long> all = [];
        Statement list = db.Prepare("SELECT id FROM series WHERE study=?1 ORDER BY id").Bind(1, id);
        while (list.Step())
        {
            all.Add(list.Int64(0));
        }

        list.Reset();
        row.LoadStudy(id);
        HashSet<long> series = [];
        SortedSet<string> modalities = new(StringComparer.Ordinal);
        long instances = 0;
        foreach (long one in all)
        {
            row.LoadSeries(one);
            if (scope.Includes(row.Value, () => SourceOf(one)))
            {
                series.Add(one);
                instances += row.SeriesInstances;
                modalities.UnionWith((row.HeldValue(ModalityCode) ?? "").Split('\\', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new ScopedStudy(series, instances, string.Join('\\', modalities));
    }

    private string? SourceOf(long series)
    {
        Statement select = db.Prepare("SELECT t.text FROM instance i JOIN term t ON t.id=i.source WHERE i.series=?1 ORDER BY i.id LIMIT 1").Bind(1, series);
        string? title = select.Step() ? SqliteChangeFeed.SourceAeOf(select.Text(0)) : null;
        select.Reset();
        return title;
    }
}
