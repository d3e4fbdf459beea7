using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>Takes instances out of the index and brings counts, modalities and patients of what remains up to date. Runs within the writer's transaction.</summary>
internal sealed class IndexDeleter(Connection db, IndexWriter writer, TimeProvider time)
{
    public List<StoredInstance> Delete(StudyUid study, SeriesUid? series, InstanceUid? instance, string by)
    {
        KeptAside.Delete(db, study, series, instance);
        List<StoredInstance> removed = InstanceList.Read(db, study, series, instance);
        if (removed.Count == 0)
        {
            return removed;
        }

        Span<byte> packed = stackalloc byte[PackedUid.MaxBytes];
        packed = packed[..PackedUid.Pack(study.Value, packed)];
        StudyState state = writer.Studies.Find(packed)!;
        foreach (StoredInstance one in removed)
        {
            db.Prepare("DELETE FROM instance WHERE id=?1").Bind(1, one.ArrivalNumber).Run();
            if (one.CorrectionNumber > 0)
            {
                OriginalBags.Drop(db, OriginalBags.Instance, one.ArrivalNumber);
            }
        }

        writer.AddChange(ChangeKind.Deleted, time.GetUtcNow(), study, series, instance, by);
        Recount(state, study.Value);
        writer.Forget();
        return removed;
    }

    private void Recount(StudyState study, string uid)
    {
        long change = db.Scalar("SELECT max(number) FROM change");
        db.Prepare("""
            DELETE FROM series_class WHERE series IN (SELECT id FROM series WHERE study=?1)
                AND NOT EXISTS(SELECT 1 FROM instance i WHERE i.series=series_class.series AND i.class=series_class.class)
            """).Bind(1, study.Id).Run();
        if (study.Corrections is not null)
        {
            db.Prepare("""
                DELETE FROM original WHERE level=2 AND id IN (SELECT id FROM series WHERE study=?1 AND NOT EXISTS(SELECT 1 FROM instance i WHERE i.series=series.id))
                """).Bind(1, study.Id).Run();
        }

        db.Prepare("DELETE FROM series WHERE study=?1 AND NOT EXISTS(SELECT 1 FROM instance i WHERE i.series=series.id)").Bind(1, study.Id).Run();
        db.Prepare("UPDATE series SET change=?2, instance_count=(SELECT count(*) FROM instance WHERE instance.series=series.id) WHERE study=?1")
            .Bind(1, study.Id).Bind(2, change).Run();

        SortedSet<string> modalities = new(StringComparer.Ordinal);
        bool hasSeries = false;
        Statement rest = db.Prepare("SELECT bag FROM series WHERE study=?1").Bind(1, study.Id);
        while (rest.Step())
        {
            hasSeries = true;
            modalities.UnionWith((AttributeBag.Find(rest.Blob(0), Tags.Modality) ?? "").Split('\\', StringSplitOptions.RemoveEmptyEntries));
        }

        rest.Reset();
        if (!hasSeries)
        {
            writer.Studies.Delete(study);
            return;
        }

        db.Prepare("""
            UPDATE study SET change=?2, series_count=(SELECT count(*) FROM series WHERE series.study=study.id),
                instance_count=(SELECT sum(instance_count) FROM series WHERE series.study=study.id) WHERE id=?1
            """).Bind(1, study.Id).Bind(2, change).Run();
        string joined = string.Join('\\', modalities);
        if (joined != study.Modalities)
        {
            writer.Studies.SetModalities(study, uid, joined);
        }
    }
}
