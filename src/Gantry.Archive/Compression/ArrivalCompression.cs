using System.Collections.Concurrent;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Archive.Retrieve;
using Gantry.Dicom.Datasets;
using Gantry.Imaging;
using Microsoft.Extensions.Logging;
using Tags = Gantry.Dicom.Dictionary.Tags;

namespace Gantry.Archive.Compression;

/// <summary>
/// Compresses what arrives before it is stored, where a rule says so: made anew in memory or in scratch files, compared with what was received, then committed as the first bytes of the
/// instance. Whatever stands in the way, no free processor above all, has the instance stored as it came; the rule finds it again in the background.
/// </summary>
public sealed class ArrivalCompression
{
    private static readonly int MaxAtWork = Math.Max(1, Environment.ProcessorCount / 2);
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<string, ArrivalCounts> counts = new(StringComparer.OrdinalIgnoreCase);
    private volatile ArrivalSettings? settings;
    private int atWork;

    internal ArrivalCompression(TimeProvider time, ILogger logger) => (this.time, this.logger) = (time, logger);

    /// <summary>False costs those who send no more than this question.</summary>
    internal bool HasRules => settings is not null;

    /// <summary>From now on; null for nothing.</summary>
    public void Use(ArrivalSettings? next) => settings = next;

    /// <summary>What a rule has done since this was asked last.</summary>
    public ArrivalCounts TakeCounts(string rule) => counts.TryRemove(rule, out ArrivalCounts done) ? done : default;

    /// <summary>The outcome of an instance that was compressed and stored; null where it is to be stored as it came.</summary>
    internal async ValueTask<StoreOutcome?> StoreAsync(InstanceReception shared, InstanceEntry entry, ReceivedBytes received, CancellationToken cancellationToken)
    {
        // What is known already is not compressed again only to be found a duplicate.
        if (settings is not { } now || RulesFor(now, entry) is not { Count: > 0 } rules || shared.Budget.IsUnderPressure || shared.Index.Find(entry.Identity.Instance) is not null
            || !TryEnter())
        {
            return null;
        }

        try
        {
            ReceivedObject original = new(received);
            Dataset header = await new HeaderReader(original).ReadAsync(AsStored(entry), cancellationToken).ConfigureAwait(false);
            DateOnly today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
            CompressionRule? rule = header.Contains(Tags.DigitalSignaturesSequence) ? null : rules.FirstOrDefault(r => r.Conditions.All(c => c.Bind(today).Holds(header)));
            return rule is null ? null : await StoreAsync(shared, entry, original, rule, now.Scratch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is not (OperationCanceledException or ObjectStoreException or IndexException))
        {
            // No room for scratch files, or a defect of ours that this instance brings out.
            CompressionLog.ArrivalFailed(logger, failed, entry.Identity.Instance.Value);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref atWork);
        }
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref atWork) <= MaxAtWork)
        {
            return true;
        }

        Interlocked.Decrement(ref atWork);
        return false;
    }

    private List<CompressionRule> RulesFor(ArrivalSettings now, InstanceEntry entry)
    {
        TimeOnly hour = TimeOnly.FromTimeSpan(time.GetLocalNow().TimeOfDay);
        return entry.Place.Length > now.MaxBytes ? [] :
        [
            .. now.Rules.Where(r => r.IsOpenAt(hour) && r.IsFrom(entry.Source.CallingAe) && (r.Stored.Count == 0 || r.Stored.Contains(entry.TransferSyntaxUid))
                && r.ReasonToLeave(entry.TransferSyntaxUid, entry.Frames) is null),
        ];
    }

    private async ValueTask<StoreOutcome?> StoreAsync(
        InstanceReception shared, InstanceEntry entry, ReceivedObject original, CompressionRule rule, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        (RecodedFile? made, ImagingError? error) = await RecodedFile.MakeAsync(original, entry.Place, rule, scratch, cancellationToken).ConfigureAwait(false);
        using (made)
        {
            if (made is null || (made.Length >= entry.Place.Length && !rule.TakesLarger))
            {
                CompressionLog.LeftOnArrival(logger, rule.Name, error?.Reason ?? "it would not become smaller");
                return null;
            }

            shared.Reached?.Invoke("arrival.made");
            UInt128 origin = await OriginDigest.OfAsync(original, AsStored(entry), cancellationToken).ConfigureAwait(false);
            Replacement first = new(entry.Identity, Place: null, entry.Source, entry.ReceivedAt, Generation: 1, origin, entry.TransferSyntaxUid);
            StoreOutcome outcome = await made.StoreAsync(new SegmentReceiver(shared, entry.Source, new Announcement(), meta: null, first), cancellationToken).ConfigureAwait(false);
            if (outcome is not StoreOutcome.Stored)
            {
                return null;
            }

            shared.Reached?.Invoke("arrival.stored");
            ArrivalCounts one = new(1, entry.Place.Length, made.Length);
            counts.AddOrUpdate(rule.Name, one, (_, sum) => new ArrivalCounts(sum.Compressed + 1, sum.BytesBefore + one.BytesBefore, sum.BytesAfter + one.BytesAfter));
            return outcome;
        }
    }

    private static StoredInstance AsStored(InstanceEntry entry) => new()
    {
        Identity = entry.Identity,
        TransferSyntaxUid = entry.TransferSyntaxUid,
        Place = entry.Place,
        Crc32 = entry.Crc32,
        DatasetCrc32 = entry.DatasetCrc32,
        DatasetLength = entry.DatasetLength,
        Frames = entry.Frames,
        ChangeNumber = 0,
    };
}
