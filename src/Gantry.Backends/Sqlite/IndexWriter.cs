using System.Buffers;
using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// Writes batches, each in one transaction. Called by one thread at a time. A row that fails ends the transaction; the batch is then done again with a savepoint for each row, so
/// that the bad row fails alone and good batches pay nothing for it.
/// </summary>
internal sealed partial class IndexWriter(Connection db, long latest, TimeProvider time)
{
    private readonly StudyWriter studies = new(db);
    private readonly SeriesWriter series = new(db);
    private readonly TermTable terms = new(db);
    private readonly List<StudyState> dirtyStudies = [];
    private readonly List<SeriesState> dirtySeries = [];
    private readonly ArrayBufferWriter<byte> bag = new(1024);
    private readonly ArrayBufferWriter<byte> frames = new(1024);
    private long next = latest;

    /// <summary>Number of the last committed change.</summary>
    public long Latest { get; private set; } = latest;

    public CommitResult[] Commit(IReadOnlyList<InstanceEntry> batch, IReadOnlyList<SegmentMark> marks, Action? untilStored)
    {
        bool areRowsIn = false;
        CommitResult[] results = new CommitResult[batch.Count];
        try
        {
            Transact(() =>
            {
                for (int i = 0; i < results.Length; i++)
                {
                    results[i] = Add(batch[i]);
                }

                FlushCounts();
                WriteMarks(marks);
                areRowsIn = true;
                untilStored?.Invoke();
            });
        }
        catch (Exception e) when (e is not IndexException && !areRowsIn)
        {
            Transact(() =>
            {
                for (int i = 0; i < results.Length; i++)
                {
                    results[i] = AddAlone(batch[i]);
                }

                WriteMarks(marks);
                untilStored?.Invoke();
            });
        }

        return results;
    }

    /// <summary>Runs work in a transaction that is rolled back, with all that is remembered, when it throws.</summary>
    public void Transact(Action work)
    {
        db.Prepare("BEGIN IMMEDIATE").Run();
        try
        {
            work();
            db.Prepare("COMMIT").Run();
            Latest = next;
        }
        catch
        {
            if (!db.IsAutocommit)
            {
                db.Execute("ROLLBACK");
            }

            next = Latest;
            Forget();
            throw;
        }
    }

    /// <summary>Drops what is remembered of rows, after they were changed by another hand.</summary>
    public void Forget()
    {
        studies.Forget();
        series.Forget();
        terms.Forget();
        dirtyStudies.Clear();
        dirtySeries.Clear();
    }

    public long NextChange() => ++next;

    public StudyWriter Studies => studies;

    private CommitResult AddAlone(InstanceEntry entry)
    {
        long before = next;
        db.Prepare("SAVEPOINT one").Run();
        try
        {
            CommitResult result = Add(entry);
            FlushCounts();
            db.Prepare("RELEASE one").Run();
            return result;
        }
        catch (Exception e) when (e is not IndexException)
        {
            db.Prepare("ROLLBACK TO one").Run();
            db.Prepare("RELEASE one").Run();
            next = before;
            Forget();
            return new CommitResult(CommitStatus.Failed, e.Message);
        }
    }

    private CommitResult Add(InstanceEntry entry)
    {
        Span<byte> uid = stackalloc byte[PackedUid.MaxBytes];
        uid = uid[..PackedUid.Pack(entry.Identity.Instance.Value, uid)];
        if (entry.KeptAside)
        {
            NoteConflict(entry);
            return new CommitResult(CommitStatus.Conflict);
        }

        if (Existing(uid) is { } existing)
        {
            return Meet(entry, existing, uid);
        }

        if (entry.Replaces is not null)
        {
            return new CommitResult(CommitStatus.Outdated);
        }

        Span<byte> parent = stackalloc byte[PackedUid.MaxBytes];
        string studyUid = entry.Identity.Study.Value;
        StudyState study = studies.Get(studyUid, parent[..PackedUid.Pack(studyUid, parent)], entry.Attributes);
        string seriesUid = entry.Identity.Series.Value;
        SeriesState owner = series.Get(study, seriesUid, parent[..PackedUid.Pack(seriesUid, parent)], entry.Attributes, out bool isNewSeries);

        FillBagAndParents(entry, studyUid, study, owner);
        AddModality(study, studyUid, entry.Attributes[Tags.Modality]);
        long sopClass = terms.Term(entry.Identity.SopClassUid);
        series.NoteClass(owner, sopClass);

        long number = NextChange();
        InsertInstance(entry, uid, owner.Id, sopClass, number);
        if (study.Corrections is not null)
        {
            ShowCorrected(entry, study, number);
        }

        Count(study, owner, isNewSeries, number);
        return new CommitResult(CommitStatus.Added);
    }

    public StoredInstance?[] FindAll(IReadOnlyList<InstanceUid> instances)
    {
        StoredInstance?[] found = new StoredInstance?[instances.Count];
        Span<byte> uid = stackalloc byte[PackedUid.MaxBytes];
        db.Prepare("BEGIN").Run();
        try
        {
            for (int i = 0; i < found.Length; i++)
            {
                found[i] = Existing(uid[..PackedUid.Pack(instances[i].Value, uid)]);
            }
        }
        finally
        {
            db.Prepare("COMMIT").Run();
        }

        return found;
    }

    private StoredInstance? Existing(ReadOnlySpan<byte> uid)
    {
        Statement probe = db.Prepare("SELECT 1 FROM instance WHERE uid=?1").BindBlob(1, uid);
        bool exists = probe.Step();
        probe.Reset();
        if (!exists)
        {
            return null;
        }

        Statement select = db.Prepare(InstanceRows.WhereUid).BindBlob(1, uid);
        StoredInstance? stored = select.Step() ? new InstanceRows(db).Read(select) : null;
        select.Reset();
        return stored;
    }

    public void AddChange(ChangeKind kind, DateTimeOffset at, StudyUid study, SeriesUid? ofSeries, InstanceUid? instance, string? by) =>
        db.Prepare("INSERT INTO change(number, kind, at, study, series, instance, by) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .Bind(1, NextChange()).Bind(2, (long)kind).Bind(3, at.ToUnixTimeMilliseconds()).Bind(4, study.Value).Bind(5, ofSeries?.Value).Bind(6, instance?.Value).Bind(7, by).Run();

    private void FillBagAndParents(InstanceEntry entry, string studyUid, StudyState study, SeriesState owner)
    {
        bag.ResetWrittenCount();
        UInt128 studyBits = 0;
        UInt128 seriesBits = 0;
        foreach ((DicomTag tag, string value) in entry.Attributes.All)
        {
            if (!AttributeCodes.TryGet(tag, out byte code))
            {
                continue;
            }

            switch (AttributeCodes.LevelOf(code))
            {
                case QueryLevel.Instance:
                    AttributeBag.Append(bag, code, value);
                    break;
                case QueryLevel.Series:
                    seriesBits |= UInt128.One << code;
                    break;
                default:
                    studyBits |= UInt128.One << code;
                    break;
            }
        }

        if ((studyBits & ~study.Present) != 0)
        {
            studies.Fill(studyUid, study, entry.Attributes);
        }

        if ((seriesBits & ~owner.Present) != 0)
        {
            series.Fill(study, entry.Identity.Series.Value, owner, entry.Attributes);
        }
    }

    /// <summary>Lets an instance's row, just written as received, show what the study's corrections make of it.</summary>
    private void ShowCorrected(InstanceEntry entry, StudyState study, long id)
    {
        byte[] received = bag.WrittenSpan.ToArray();
        byte[] shown = CorrectedBag.Apply(received, CorrectedBag.Of(study.Corrections!, entry.Identity.Series, entry.Identity.Instance), QueryLevel.Instance, QueryLevel.Instance);
        OriginalBags.Put(db, OriginalBags.Instance, id, received, shown);
        if (shown != received)
        {
            db.Prepare("UPDATE instance SET number=?2, bag=?3 WHERE id=?1").Bind(1, id).Bind(2, SeriesWriter.Number(AttributeBag.Find(shown, Tags.InstanceNumber))).BindBlob(3, shown).Run();
        }
    }

    private void AddModality(StudyState study, string studyUid, string? modality)
    {
        if (modality is null || study.Modalities == modality)
        {
            return;
        }

        SortedSet<string> all = new(study.Modalities.Split('\\', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        int before = all.Count;
        all.UnionWith(modality.Split('\\', StringSplitOptions.RemoveEmptyEntries));
        if (all.Count > before)
        {
            studies.SetModalities(study, studyUid, string.Join('\\', all));
        }
    }

    private void InsertInstance(InstanceEntry entry, ReadOnlySpan<byte> uid, long owner, long sopClass, long number)
    {
        Statement insert = db.Prepare("""
            INSERT INTO instance(id, uid, series, number, class, syntax, segment, offset, length, dataset_length, crc, dataset_crc, received_at, source, frames, bag, generation)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """);
        insert.Bind(1, number).BindBlob(2, uid).Bind(3, owner).Bind(4, SeriesWriter.Number(entry.Attributes[Tags.InstanceNumber]))
            .Bind(5, sopClass).Bind(6, terms.Term(entry.TransferSyntaxUid)).Bind(7, terms.Segment(entry.Place.Store, entry.Place.Key))
            .Bind(8, entry.Place.Offset).Bind(9, entry.Place.Length).Bind(10, entry.DatasetLength).Bind(11, (long)entry.Crc32).Bind(12, (long)entry.DatasetCrc32)
            .Bind(13, entry.ReceivedAt.ToUnixTimeMilliseconds()).Bind(14, SourceOf(entry));
        BindFrames(insert, 15, entry.Frames);
        insert.BindBlob(16, bag.WrittenSpan).Bind(17, entry.Generation == 0 ? null : (long?)entry.Generation).Run();
    }

    private void BindFrames(Statement statement, int parameter, FrameTable? table)
    {
        if (table is not { Count: > 0 })
        {
            statement.BindNull(parameter);
            return;
        }

        frames.ResetWrittenCount();
        FrameTableBlob.Write(table, frames);
        statement.BindBlob(parameter, frames.WrittenSpan);
    }

    private long SourceOf(InstanceEntry entry)
    {
        InstanceSource source = entry.Source;
        return terms.Term(string.Join('\u001f', source.Channel, source.CallingAe, source.Address, source.User));
    }

    private void Count(StudyState study, SeriesState owner, bool isNewSeries, long number)
    {
        if (study.NewInstances == 0)
        {
            dirtyStudies.Add(study);
        }

        if (owner.NewInstances == 0)
        {
            dirtySeries.Add(owner);
        }

        study.NewInstances++;
        study.NewSeries += isNewSeries ? 1 : 0;
        study.Change = number;
        owner.NewInstances++;
        owner.Change = number;
    }

    private void FlushCounts()
    {
        Statement update = db.Prepare("UPDATE study SET series_count=series_count+?2, instance_count=instance_count+?3, change=?4 WHERE id=?1");
        foreach (StudyState study in dirtyStudies)
        {
            update.Bind(1, study.Id).Bind(2, study.NewSeries).Bind(3, study.NewInstances).Bind(4, study.Change).Run();
            study.NewSeries = study.NewInstances = 0;
        }

        update = db.Prepare("UPDATE series SET instance_count=instance_count+?2, change=?3 WHERE id=?1");
        foreach (SeriesState state in dirtySeries)
        {
            update.Bind(1, state.Id).Bind(2, state.NewInstances).Bind(3, state.Change).Run();
            state.NewInstances = 0;
        }

        dirtyStudies.Clear();
        dirtySeries.Clear();
    }

    private void WriteMarks(IReadOnlyList<SegmentMark> marks)
    {
        foreach (SegmentMark mark in marks)
        {
            db.Prepare("INSERT INTO mark(segment, indexed_to, is_sealed) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET indexed_to=excluded.indexed_to, is_sealed=excluded.is_sealed")
                .Bind(1, mark.Segment).Bind(2, mark.IndexedTo).Bind(3, mark.IsSealed ? 1 : 0).Run();
        }
    }
}
