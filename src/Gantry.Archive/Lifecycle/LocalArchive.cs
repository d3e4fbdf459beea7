using Gantry.Archive.Compression;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Lifecycle;

/// <summary>
/// The write path of one node, composed and recovered: open it once at start, before any listener; dispose it last, after all listeners. One process at a time
/// may have a folder open.
/// </summary>
public sealed class LocalArchive : IDisposable
{
    private const int IdleChunks = 256;
    private readonly ISegmentStorage storage;
    private readonly SegmentAppender appender;
    private readonly Committer committer;
    private readonly IngestMetrics metrics;
    private readonly SegmentObjectReader reader;
    private readonly long minFreeBytes;

    private LocalArchive(
        ISegmentStorage storage, SegmentAppender appender, Committer committer, IngestMetrics metrics, SegmentObjectReader reader, InstanceReception reception, ArchiveDeletion deletion,
        RecoveryResult recovered)
    {
        (this.storage, this.appender, this.committer, this.metrics, this.reader) = (storage, appender, committer, metrics, reader);
        (Intake, Deletion, Recovered, Arrivals) = (new InstanceIntake(reception), deletion, recovered, reception.Arrivals);
        minFreeBytes = reception.MinFreeBytes;
        (Rewriter, Superseded) = (new InstanceRewriter(reception), new SupersededObjects(reception, reader));
    }

    public IInstanceIntake Intake { get; }

    public IObjectReader Objects => reader;

    /// <summary>How often stored bytes were read since it was opened.</summary>
    public long Reads => reader.Reads;

    public ArchiveDeletion Deletion { get; }

    public InstanceRewriter Rewriter { get; }

    public SupersededObjects Superseded { get; }

    /// <summary>What is compressed before it is stored.</summary>
    public ArrivalCompression Arrivals { get; }

    public RecoveryResult Recovered { get; }

    /// <summary>Bytes of disk that are set aside for what will come: files kept ready, and what the open segment has not filled.</summary>
    public long ReadyBytes => storage.ReadyBytes + appender.ReadyBytes;

    /// <summary>So many bytes more would leave the room that is kept free for the index.</summary>
    public bool HasRoomFor(long bytes) => storage.FreeBytes - bytes >= minFreeBytes;

    /// <summary>Makes segments and index agree, then starts the committer.</summary>
    /// <param name="storage">Where segments are.</param>
    /// <param name="index">The index's write side.</param>
    /// <param name="catalog">The index's read side.</param>
    /// <param name="quarantine">Null when malformed input is only refused.</param>
    /// <param name="ingest">How instances are taken in.</param>
    /// <param name="segments">How segments are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For the log.</param>
    /// <param name="reached">Told each step of commit, seal, deletion and recovery by name; for tests that crash there. Null otherwise.</param>
    /// <exception cref="ObjectStoreException">The segments cannot be read or written.</exception>
    /// <exception cref="IndexException">The index cannot be read or written.</exception>
    public static LocalArchive Open(
        ISegmentStorage storage, IArchiveIndex index, IInstanceCatalog catalog, IQuarantine? quarantine,
        IngestOptions ingest, SegmentOptions segments, TimeProvider time, ILogger logger, Action<string>? reached = null)
    {
        ingest.Validate();
        segments.Validate();
        SegmentNumbers numbers = new();
        RecoveryResult recovered = new Recovery(storage, index, segments, numbers, logger, reached).Run();
        SegmentAppender appender = new(storage, numbers, segments, logger, reached);
        if (recovered.Open is { } open && SegmentKey.TryParse(open.Segment, out long number, out _))
        {
            appender.Resume(open.Segment, number, open.IndexedTo);
        }

        ByteBudget budget = new(ingest.MaxBytesInFlight, TimeSpan.FromSeconds(ingest.MaxWaitSeconds), time);
        IngestMetrics metrics = new(() => budget.Used);
        Committer committer = new(storage, index, appender, segments, ingest.MaxBatchInstances, metrics, logger, reached);
        RecentHeads heads = new();
        SegmentObjectReader reader = new(storage, heads);
        InstanceReception reception = new(
            ingest, storage, segments.MinFreeBytes, numbers, index, reader, heads, committer, quarantine, new ChunkPool(IdleChunks), budget, new InstanceGate(), metrics, time, logger, reached, new ArrivalCompression(time, logger));
        ArchiveDeletion deletion = new(committer, catalog, storage, index, logger, reached);
        return new LocalArchive(storage, appender, committer, metrics, reader, reception, deletion, recovered);
    }

    /// <summary>Commits what waits and seals the open segment if so configured.</summary>
    public void Dispose()
    {
        committer.Dispose();
        reader.Dispose();
        metrics.Dispose();
    }
}
