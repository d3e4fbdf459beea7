using Gantry.Archive.Changes;
using Gantry.Archive.Corrections;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>Takes corrections into the index and makes the rows that they concern anew. Runs within the writer's transaction.</summary>
internal sealed class CorrectionWriter(Connection db, IndexWriter writer, TimeProvider time)
{
    public IReadOnlyList<StudyUid> Take(IReadOnlyList<Correction> corrections)
    {
        Dictionary<long, StudyUid> changed = [];
        foreach (Correction correction in corrections)
        {
            IReadOnlyList<long> studies = TakeIn(correction);
            writer.Forget();
            foreach (long study in studies)
            {
                changed[study] = Show(study, correction.By);
            }
        }

        writer.Forget();
        return [.. changed.Values];
    }

    public void ForgetAll()
    {
        List<long> studies = db.Prepare("SELECT DISTINCT study FROM correction_study").Numbers();
        db.Execute("DELETE FROM correction");
        writer.Forget();
        foreach (long study in studies)
        {
            Show(study, by: null);
        }

        writer.Forget();
    }

    /// <summary>Notes it; returns the studies that it concerns.</summary>
    private List<long> TakeIn(Correction correction)
    {
        CorrectionTarget? target = correction.Target;
        Statement insert = db.Prepare("INSERT INTO correction(number, study, patient, body) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING").Bind(1, correction.Number);
        if (target?.Study is { } uid)
        {
            insert.BindUid(2, uid.Value);
        }
        else
        {
            insert.BindNull(2);
        }

        string? patient = target?.Patient is { } of ? CorrectionRows.IdentityOf(of) : null;
        insert.Bind(3, patient).Bind(4, CorrectionForm.Write(correction)).Run();
        if (db.Changes == 0)
        {
            return [];
        }

        if (correction.Undoes is { } undone)
        {
            db.Prepare("UPDATE correction SET undone=?2 WHERE number=?1").Bind(1, undone).Bind(2, correction.Number).Run();
            return db.Prepare("SELECT study FROM correction_study WHERE correction=?1").Bind(1, undone).Numbers();
        }

        Statement concerned = target?.Study is { } study
            ? db.Prepare("SELECT id FROM study WHERE uid=?1").BindUid(1, study.Value)
            : db.Prepare("SELECT s.id FROM study s JOIN patient p ON p.id=s.patient WHERE p.identity=?1").Bind(1, patient);
        return concerned.Numbers();
    }

    /// <summary>Makes a study's rows anew from what was received.</summary>
    private StudyUid Show(long id, string? by)
    {
        Statement select = db.Prepare("SELECT uid, corrections FROM study WHERE id=?1").Bind(1, id);
        select.Step();
        byte[] packed = select.Blob(0).ToArray();
        string? numbers = select.Text(1);
        select.Reset();
        List<Correction> before = ReadKnown(numbers);
        StudyUid uid = StudyUid.Parse(PackedUid.Unpack(packed));
        StudyState state = writer.Studies.Find(packed)!;
        long patient = state.Patient;
        writer.Studies.ShowAnew(uid.Value, state);

        writer.AddChange(ChangeKind.Corrected, time.GetUtcNow(), uid, null, null, by);
        long change = db.Scalar("SELECT max(number) FROM change");
        db.Prepare("UPDATE study SET change=?2, corrected=?2 WHERE id=?1").Bind(1, id).Bind(2, change).Run();
        db.Prepare("UPDATE series SET change=?2 WHERE study=?1").Bind(1, id).Bind(2, change).Run();
        List<Correction> now = state.Corrections ?? [];
        ShowSeries(id, now);
        if (before.Concat(now).SelectMany(c => c.Changes).Any(c => AttributeCodes.TryGet(c.Tag, out byte code) && AttributeCodes.LevelOf(code) == QueryLevel.Instance))
        {
            ShowInstances(id, now);
        }

        writer.Studies.ShowPatientAnew(patient);
        if (state.Patient != patient)
        {
            writer.Studies.ShowPatientAnew(state.Patient);
        }

        return uid;
    }

    /// <summary>Those that are still there: none when all are being forgotten.</summary>
    private List<Correction> ReadKnown(string? numbers) =>
        db.Scalar("SELECT EXISTS(SELECT 1 FROM correction)") == 0 ? [.. CorrectionRows.Split(numbers).Select(_ => Unknown)] : CorrectionRows.Read(db, numbers);

    /// <summary>Stands for a correction that is forgotten: it may have changed anything.</summary>
    private static Correction Unknown { get; } = new() { At = default, By = "", Why = "", Changes = [new AttributeChange(Tags.InstanceNumber, null)] };

    private void ShowSeries(long study, List<Correction> corrections)
    {
        List<(long Id, SeriesUid Uid, byte[] Bag)> rows = [];
        Statement select = db.Prepare("SELECT id, uid, bag FROM series WHERE study=?1").Bind(1, study);
        while (select.Step())
        {
            rows.Add((select.Int64(0), SeriesUid.Parse(PackedUid.Unpack(select.Blob(1))), select.Blob(2).ToArray()));
        }

        select.Reset();
        foreach ((long id, SeriesUid uid, byte[] bag) in rows)
        {
            byte[] original = OriginalBags.Find(db, OriginalBags.Series, id) ?? bag;
            byte[] shown = CorrectedBag.Apply(original, CorrectedBag.Of(corrections, uid, instance: null), QueryLevel.Series, QueryLevel.Series);
            if (!shown.AsSpan().SequenceEqual(bag))
            {
                OriginalBags.Put(db, OriginalBags.Series, id, original, shown);
                db.Prepare("UPDATE series SET number=?2, bag=?3 WHERE id=?1").Bind(1, id).Bind(2, SeriesWriter.Number(AttributeBag.Find(shown, Tags.SeriesNumber))).BindBlob(3, shown).Run();
            }
        }
    }

    private void ShowInstances(long study, List<Correction> corrections)
    {
        foreach (long id in db.Prepare("SELECT i.id FROM instance i JOIN series e ON e.id=i.series WHERE e.study=?1").Bind(1, study).Numbers())
        {
            Statement select = db.Prepare("SELECT i.uid, e.uid, i.bag FROM instance i JOIN series e ON e.id=i.series WHERE i.id=?1").Bind(1, id);
            select.Step();
            InstanceUid uid = InstanceUid.Parse(PackedUid.Unpack(select.Blob(0)));
            SeriesUid series = SeriesUid.Parse(PackedUid.Unpack(select.Blob(1)));
            byte[] bag = select.Blob(2).ToArray();
            select.Reset();
            byte[] original = OriginalBags.Find(db, OriginalBags.Instance, id) ?? bag;
            byte[] shown = CorrectedBag.Apply(original, CorrectedBag.Of(corrections, series, uid), QueryLevel.Instance, QueryLevel.Instance);
            if (!shown.AsSpan().SequenceEqual(bag))
            {
                OriginalBags.Put(db, OriginalBags.Instance, id, original, shown);
                db.Prepare("UPDATE instance SET number=?2, bag=?3 WHERE id=?1").Bind(1, id).Bind(2, SeriesWriter.Number(AttributeBag.Find(shown, Tags.InstanceNumber))).BindBlob(3, shown).Run();
            }
        }
    }
}
