using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Archive.Lifecycle;

/// <summary>
/// Deletes so that a crash at any moment leaves the deletion either not begun or finished at the next start: intention noted, rows removed, bytes
/// buried, segments' directories written again, note removed. Runs where no commit runs.
/// </summary>
internal sealed class DeletionJournal(ISegmentStorage storage, IArchiveIndex index, Action<string>? reached)
{
    private const string Prefix = "deletion-";

    private sealed record Place(string Key, long Offset, long Length);

    private sealed record Intention(string Study, string? Series, string? Instance, string By, List<Place> Places);

    /// <summary>Removes an instance, a series or a study; returns what is gone.</summary>
    /// <param name="known">What is stored there; its places, also those that were superseded, are noted before a row goes.</param>
    /// <param name="openSegment">The key that is still appended to, whose directory is not written yet.</param>
    public IReadOnlyList<StoredInstance> Delete(StudyUid study, SeriesUid? series, InstanceUid? instance, string by, IReadOnlyList<StoredInstance> known, string openSegment)
    {
        List<InstanceUid> uids = [.. known.Select(k => k.Identity.Instance)];
        IEnumerable<ObjectPlace> places =
        [
            .. known.Select(k => k.Place), .. index.FindAll(uids).OfType<StoredInstance>().Select(s => s.Place), .. index.Superseded.Find(uids),
            .. index.FindKeptAside(study, series, instance),
        ];
        Intention intention = new(study.Value, series?.Value, instance?.Value, by, [.. places.Distinct().Select(PlaceOf)]);
        string note = Prefix + Guid.NewGuid().ToString("N");
        storage.WriteNote(note, JsonSerializer.SerializeToUtf8Bytes(intention));
        reached?.Invoke("deletion.noted");
        return Finish(note, intention, openSegment);
    }

    /// <summary>Finishes what a crash interrupted.</summary>
    public int FinishAll()
    {
        int count = 0;
        foreach ((string name, byte[] content) in storage.ReadNotes())
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && JsonSerializer.Deserialize<Intention>(content) is { } intention)
            {
                Finish(name, intention, openSegment: "");
                count++;
            }
        }

        return count;
    }

    private IReadOnlyList<StoredInstance> Finish(string note, Intention intention, string openSegment)
    {
        IReadOnlyList<StoredInstance> removed = index.Delete(
            StudyUid.Parse(intention.Study),
            intention.Series is null ? null : SeriesUid.Parse(intention.Series),
            intention.Instance is null ? null : InstanceUid.Parse(intention.Instance),
            intention.By);
        reached?.Invoke("deletion.rows-removed");
        foreach (IGrouping<string, Place> segment in intention.Places.Concat(removed.Select(r => PlaceOf(r.Place))).Distinct().GroupBy(p => p.Key, StringComparer.Ordinal))
        {
            Burial.Bury(storage, segment.Key, segment.Select(p => p.Offset), segment.Key == openSegment, "deletion.segment-buried", reached);
        }

        reached?.Invoke("deletion.buried");
        storage.DeleteNote(note);
        return removed;
    }

    private static Place PlaceOf(ObjectPlace place) => new(place.Key, place.Offset, place.Length);
}
