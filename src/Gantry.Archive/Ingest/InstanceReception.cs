using Gantry.Archive.Compression;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Ingest;

/// <summary>What every receiver shares.</summary>
internal sealed record InstanceReception(
    IngestOptions Options,
    ISegmentStorage Storage,
    long MinFreeBytes,
    SegmentNumbers Numbers,
    IArchiveIndex Index,
    IObjectReader Objects,
    RecentHeads Heads,
    Committer Committer,
    IQuarantine? Quarantine,
    ChunkPool Pool,
    ByteBudget Budget,
    InstanceGate Gate,
    IngestMetrics Metrics,
    TimeProvider Time,
    ILogger Logger,
    Action<string>? Reached,
    ArrivalCompression Arrivals);
