using System.Globalization;
using Gantry.Archive.Changes;
using Gantry.Archive.Compression;
using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;

namespace Gantry.Server.Web.Manifest;

/// <summary>Keeps the pictures of studies that are being read; one that has changed is made again when next asked for.</summary>
internal sealed class StudyPictures(IInstanceCatalog catalog, IChangeFeed feed, StudyPictureBuilder builder, CompressionOptions compression, TimeProvider time)
{
    private const long MaxBytes = 64L << 20;
    private const int MaxRecodedSeconds = 900;

    private readonly Lock gate = new();
    private readonly LinkedList<Entry> byUse = [];
    private readonly Dictionary<StudyUid, LinkedListNode<Entry>> entries = [];
    private long bytes;

    /// <summary>The current picture; null when there is no such study.</summary>
    public async ValueTask<StudyPicture?> GetAsync(StudyUid study, CancellationToken cancellationToken)
    {
        long latest = feed.Latest;
        Entry? held = Find(study);
        if (held is not null && held.SeenAt == latest)
        {
            return held.Picture;
        }

        IReadOnlyList<StoredInstance> instances = await catalog.ListAsync(study, null, null, cancellationToken);
        if (instances.Count == 0)
        {
            Drop(study);
            return null;
        }

        if (held is not null && (held.Picture.Version == VersionOf(instances) || IsStillReadable(held, instances)))
        {
            held.SeenAt = latest;
            return held.Picture;
        }

        StudyPicture picture = await builder.BuildAsync(study, instances, cancellationToken);
        Keep(new Entry(study, picture, ArrivalsOf(instances)) { SeenAt = latest });
        return picture;
    }

    public static string VersionOf(IReadOnlyCollection<StoredInstance> instances) =>
        string.Create(CultureInfo.InvariantCulture, $"{instances.Max(instance => instance.ChangeNumber)}-{instances.Count}");

    /// <summary>Only compression has touched the study: who reads it goes on with the bytes that were there when it was opened, while these are kept for it.</summary>
    private bool IsStillReadable(Entry held, IReadOnlyList<StoredInstance> instances)
    {
        if (held.Arrivals != ArrivalsOf(instances))
        {
            return false;
        }

        return time.GetElapsedTime(held.NoteRecoded(time.GetTimestamp())) < TimeSpan.FromSeconds(Math.Min(MaxRecodedSeconds, compression.KeepOriginalSeconds / 4));
    }

    /// <summary>Equal as long as nothing comes or goes, and nothing is corrected.</summary>
    private static (long Last, int Count) ArrivalsOf(IReadOnlyList<StoredInstance> instances) =>
        (instances.Max(instance => Math.Max(instance.ArrivalNumber, instance.CorrectionNumber)), instances.Count);

    private Entry? Find(StudyUid study)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(study, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value;
        }
    }

    private void Drop(StudyUid study)
    {
        lock (gate)
        {
            if (entries.Remove(study, out LinkedListNode<Entry>? node))
            {
                byUse.Remove(node);
                bytes -= node.Value.Picture.Cost;
            }
        }
    }

    private void Keep(Entry entry)
    {
        lock (gate)
        {
            if (entries.Remove(entry.Study, out LinkedListNode<Entry>? before))
            {
                byUse.Remove(before);
                bytes -= before.Value.Picture.Cost;
            }

            entries[entry.Study] = byUse.AddFirst(entry);
            bytes += entry.Picture.Cost;
            while (bytes > MaxBytes && byUse.Last is { } last && last.Value != entry)
            {
                byUse.RemoveLast();
                entries.Remove(last.Value.Study);
                bytes -= last.Value.Picture.Cost;
            }
        }
    }

    private sealed class Entry(StudyUid study, StudyPicture picture, (long Last, int Count) arrivals)
    {
        private long seenAt;
        private long recodedAt;

        public StudyUid Study { get; } = study;
        public StudyPicture Picture { get; } = picture;
        public (long Last, int Count) Arrivals { get; } = arrivals;

        /// <summary>The change feed's number when the picture was last known to be current.</summary>
        public long SeenAt
        {
            get => Interlocked.Read(ref seenAt);
            set => Interlocked.Exchange(ref seenAt, value);
        }

        /// <summary>The time stamp at which some of it was first seen to be compressed anew.</summary>
        public long NoteRecoded(long now) => Interlocked.CompareExchange(ref recodedAt, now, 0) is 0 ? now : Interlocked.Read(ref recodedAt);
    }
}
