using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Lifecycle;

/// <summary>Deletes instances, series and studies for good: rows, bytes and directory entries; no rebuild brings them back.</summary>
public sealed class ArchiveDeletion
{
    private readonly Committer committer;
    private readonly IInstanceCatalog catalog;
    private readonly DeletionJournal journal;
    private readonly ILogger logger;

    internal ArchiveDeletion(Committer committer, IInstanceCatalog catalog, ISegmentStorage storage, IArchiveIndex index, ILogger logger, Action<string>? reached)
    {
        (this.committer, this.catalog, this.logger) = (committer, catalog, logger);
        journal = new DeletionJournal(storage, index, reached);
    }

    /// <summary>Deletes a study, a series of it, or one instance; returns how many instances are gone, 0 when there was nothing.</summary>
    /// <param name="study">The study.</param>
    /// <param name="series">Null for the whole study.</param>
    /// <param name="instance">Null for the whole series.</param>
    /// <param name="by">Who wants it, for the change feed and the log.</param>
    /// <param name="cancellationToken">Stops waiting; a deletion that has begun is finished.</param>
    public async ValueTask<int> DeleteAsync(StudyUid study, SeriesUid? series, InstanceUid? instance, string by, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredInstance> known = await catalog.ListAsync(study, series, instance, cancellationToken).ConfigureAwait(false);
        if (known.Count == 0)
        {
            return 0;
        }

        IReadOnlyList<StoredInstance> removed = await committer.RunAsync(appender =>
        {
            appender.ForgetRecords();
            return journal.Delete(study, series, instance, by, known, appender.Key);
        })
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        logger.Deleted(removed.Count, removed.Sum(r => r.Place.Length), by);
        return removed.Count;
    }
}
