using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Lifecycle;

/// <summary>Frees the bytes of instances that were written again, when nobody can be reading them any more and the new ones have been read back whole.</summary>
public sealed class SupersededObjects
{
    private const int AtATime = 256;
    private static readonly TimeSpan Postponement = TimeSpan.FromDays(1);
    private readonly InstanceReception shared;
    private readonly SegmentObjectReader reader;
    private readonly ObjectCheck check;

    internal SupersededObjects(InstanceReception shared, SegmentObjectReader reader)
    {
        (this.shared, this.reader) = (shared, reader);
        check = new ObjectCheck(reader);
    }

    /// <summary>Frees some of what was superseded before a time; returns how many objects and bytes, 0 when there is nothing left to free.</summary>
    /// <exception cref="ObjectStoreException">A segment cannot be written; it is tried again next time.</exception>
    /// <exception cref="IndexException">The index cannot be used.</exception>
    public async ValueTask<(int Objects, long Bytes)> FreeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        List<ObjectPlace> free = [];
        foreach (SupersededObject old in shared.Index.Superseded.Read(before, AtATime))
        {
            // Gone, deleted: then nothing keeps the old bytes either.
            if (shared.Index.Find(old.Instance) is { } current && (current.Place == old.Place || !await check.IsWholeAsync(current, cancellationToken).ConfigureAwait(false)))
            {
                shared.Logger.SupersededKept(old.Instance.Value, current.Place.Key);
                shared.Index.Superseded.Postpone(old.Place, shared.Time.GetUtcNow() + Postponement);
                continue;
            }

            free.Add(old.Place);
        }

        foreach (IGrouping<string, ObjectPlace> segment in free.GroupBy(p => p.Key, StringComparer.Ordinal))
        {
            reader.NoteFreed(segment);
            await shared.Committer.RunAsync(appender =>
            {
                appender.ForgetRecords();
                Burial.Bury(shared.Storage, segment.Key, segment.Select(p => p.Offset), segment.Key == appender.Key, "superseded.buried", shared.Reached);
                shared.Index.Superseded.Forget([.. segment]);
                return true;
            }).WaitAsync(cancellationToken).ConfigureAwait(false);
            shared.Reached?.Invoke("superseded.forgotten");
        }

        return (free.Count, free.Sum(p => p.Length));
    }
}
