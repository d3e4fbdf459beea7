using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Backends.Sqlite;

/// <summary>What becomes of an entry whose SOP Instance UID has a row already: a duplicate, a conflict, or another generation of the same instance.</summary>
internal sealed partial class IndexWriter
{
    /// <summary>The UID is known: which generation counts, or is it a twin?</summary>
    private CommitResult Meet(InstanceEntry entry, StoredInstance existing, ReadOnlySpan<byte> uid)
    {
        if (entry.Replaces is { } place)
        {
            return place == existing.Place ? Replace(entry, existing, uid) : new CommitResult(CommitStatus.Outdated);
        }

        if (entry.Generation == existing.Generation || entry.Identity != existing.Identity)
        {
            return Compare(entry, existing);
        }

        if (entry.Generation > existing.Generation)
        {
            return Replace(entry, existing, uid);
        }

        NoteSuperseded(entry.Place, uid);
        return new CommitResult(CommitStatus.Outdated);
    }

    private CommitResult Replace(InstanceEntry entry, StoredInstance existing, ReadOnlySpan<byte> uid)
    {
        Span<byte> parent = stackalloc byte[PackedUid.MaxBytes];
        string studyUid = entry.Identity.Study.Value;
        StudyState study = studies.Get(studyUid, parent[..PackedUid.Pack(studyUid, parent)], entry.Attributes);
        string seriesUid = entry.Identity.Series.Value;
        SeriesState owner = series.Get(study, seriesUid, parent[..PackedUid.Pack(seriesUid, parent)], entry.Attributes, out _);
        FillBagAndParents(entry, studyUid, study, owner);
        AddChange(ChangeKind.Recoded, time.GetUtcNow(), entry.Identity.Study, entry.Identity.Series, entry.Identity.Instance, null);
        study.Change = owner.Change = next;
        Statement update = db.Prepare("""
            UPDATE instance SET syntax=?2, segment=?3, offset=?4, length=?5, dataset_length=?6, crc=?7, dataset_crc=?8, generation=?9, change=?10, frames=?11, bag=?12 WHERE id=?1
            """);
        update.Bind(1, existing.ArrivalNumber).Bind(2, terms.Term(entry.TransferSyntaxUid)).Bind(3, terms.Segment(entry.Place.Store, entry.Place.Key))
            .Bind(4, entry.Place.Offset).Bind(5, entry.Place.Length).Bind(6, entry.DatasetLength).Bind(7, (long)entry.Crc32).Bind(8, (long)entry.DatasetCrc32)
            .Bind(9, entry.Generation).Bind(10, next);
        BindFrames(update, 11, entry.Frames);
        update.BindBlob(12, bag.WrittenSpan).Run();
        if (study.Corrections is not null)
        {
            ShowCorrected(entry, study, existing.ArrivalNumber);
        }

        db.Prepare("UPDATE series SET change=?2 WHERE id=?1").Bind(1, owner.Id).Bind(2, next).Run();
        db.Prepare("UPDATE study SET change=?2 WHERE id=?1").Bind(1, study.Id).Bind(2, next).Run();
        NoteSuperseded(existing.Place, uid);
        return new CommitResult(CommitStatus.Replaced);
    }

    private void NoteSuperseded(ObjectPlace place, ReadOnlySpan<byte> uid) =>
        db.Prepare("INSERT INTO superseded(segment, offset, length, instance, at) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")
            .Bind(1, terms.Segment(place.Store, place.Key)).Bind(2, place.Offset).Bind(3, place.Length).BindBlob(4, uid).Bind(5, time.GetUtcNow().ToUnixTimeMilliseconds()).Run();

    private CommitResult Compare(InstanceEntry entry, StoredInstance existing)
    {
        bool isSamePlace = entry.Identity.Study == existing.Identity.Study && entry.Identity.Series == existing.Identity.Series;
        if (isSamePlace && entry.DatasetCrc32 == existing.DatasetCrc32 && entry.DatasetLength == existing.DatasetLength)
        {
            return new CommitResult(CommitStatus.Duplicate);
        }

        NoteConflict(entry);
        return new CommitResult(CommitStatus.Conflict, isSamePlace ? "The SOP Instance UID is taken by other content." : "The SOP Instance UID is taken in another series or study.");
    }

    private void NoteConflict(InstanceEntry entry)
    {
        // The same range again is the segment's tail read again at start: told once.
        db.Prepare("""
            INSERT INTO conflict(segment, offset, length, crc, study, series, instance, received_at, source) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT DO NOTHING
            """).Bind(1, terms.Segment(entry.Place.Store, entry.Place.Key)).Bind(2, entry.Place.Offset).Bind(3, entry.Place.Length).Bind(4, (long)entry.Crc32)
            .Bind(5, entry.Identity.Study.Value).Bind(6, entry.Identity.Series.Value).Bind(7, entry.Identity.Instance.Value)
            .Bind(8, entry.ReceivedAt.ToUnixTimeMilliseconds()).Bind(9, SourceOf(entry)).Run();
        if (db.Changes > 0)
        {
            AddChange(ChangeKind.Conflict, entry.ReceivedAt, entry.Identity.Study, entry.Identity.Series, entry.Identity.Instance, entry.Source.CallingAe ?? entry.Source.User);
        }
    }
}
