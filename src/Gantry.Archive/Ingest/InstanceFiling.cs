using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>Files an instance that is whole: commits it, or, where its UID is held already, does what the policy says.</summary>
internal sealed class InstanceFiling(InstanceReception shared, InstanceSource source, ReceivedBytes received, int datasetOffset)
{
    /// <summary>The archive holds these bytes now.</summary>
    public bool IsKept { get; private set; }

    public async ValueTask<StoreOutcome> StoreAsync(InstanceEntry entry, CancellationToken cancellationToken)
    {
        if (received.Spill is null)
        {
            CommitAnswer answer = await shared.Committer.CommitAsync(new PendingInstance(entry, received.Buffer) { IsUnasked = true }).ConfigureAwait(false);
            if (answer is { Place: { } place, Result.Status: CommitStatus.Added })
            {
                shared.Heads.Keep(place, HeadOf(entry));
            }

            return answer.Held is { } held ? await StoreBesideAsync(held, entry, cancellationToken).ConfigureAwait(false) : Settle(answer, entry);
        }

        return shared.Index.Find(entry.Identity.Instance) is { } before
            ? await StoreBesideAsync(before, entry, cancellationToken).ConfigureAwait(false)
            : await CommitAsync(entry).ConfigureAwait(false);
    }

    /// <summary>Its UID is held: what happens depends on whether it is the same, and on the policy.</summary>
    private async ValueTask<StoreOutcome> StoreBesideAsync(StoredInstance before, InstanceEntry entry, CancellationToken cancellationToken)
    {
        if (await StoredContent.IsSameAsync(shared.Objects, before, entry, received, datasetOffset, cancellationToken).ConfigureAwait(false)
            || StoredContent.IsOrigin(shared.Storage, before, entry, received, datasetOffset))
        {
            return new StoreOutcome.Duplicate(before.Identity);
        }

        return shared.Options.PolicyFor(source) switch
        {
            ConflictPolicy.KeepFirst => new StoreOutcome.Duplicate(before.Identity),
            ConflictPolicy.Refuse => new StoreOutcome.Refused(RefusalReason.Conflict, $"SOP Instance UID {entry.Identity.Instance} is held already with other content."),
            _ => await CommitAsync(entry with { KeptAside = true }).ConfigureAwait(false),
        };
    }

    /// <summary>Commits bytes that the archive has made: in the place of earlier ones, or, where it never stored what was received, only while nothing else is held under its UID.</summary>
    public async ValueTask<StoreOutcome> StoreAgainAsync(InstanceEntry entry) => entry.Replaces is null && shared.Index.Find(entry.Identity.Instance) is not null
        ? new StoreOutcome.Refused(RefusalReason.Conflict, "The instance has come another way meanwhile.")
        : await CommitAsync(entry).ConfigureAwait(false);

    /// <summary>Commits it without asking whether its UID is held.</summary>
    private async ValueTask<StoreOutcome> CommitAsync(InstanceEntry entry)
    {
        if (received.Spill is { } spill)
        {
            await spill.FinishAsync(PendingInstance.RecordOf(entry, spill.Number, 0), shared.Reached).ConfigureAwait(false);
        }

        return Settle(await shared.Committer.CommitAsync(new PendingInstance(entry, received.Spill is null ? received.Buffer : null)).ConfigureAwait(false), entry);
    }

    /// <summary>All bytes before the pixel data, where these are in the first block of memory.</summary>
    private ReadOnlySpan<byte> HeadOf(InstanceEntry entry)
    {
        long length = entry.Frames switch
        {
            { IsEncapsulated: false } native => native.PixelData.Offset,
            { Fragments: [[{ Offset: var first }, ..], ..] } => first,
            _ => entry.Place.Length,
        };
        ReadOnlySpan<byte> head = received.Buffer.Head;
        return length <= head.Length ? head[..(int)length] : default;
    }

    private StoreOutcome Settle(CommitAnswer answer, InstanceEntry entry)
    {
        IsKept = answer is { Refusal: null, Result.Status: CommitStatus.Added or CommitStatus.Conflict or CommitStatus.Replaced };
        return answer switch
        {
            { Refusal: { } reason } => new StoreOutcome.Refused(reason, answer.Detail!),
            { Result.Status: CommitStatus.Added or CommitStatus.Replaced } => new StoreOutcome.Stored(entry.Identity),
            { Result.Status: CommitStatus.Outdated } => new StoreOutcome.Refused(RefusalReason.Conflict, "The instance was changed or deleted meanwhile."),
            { Result.Status: CommitStatus.Duplicate } => new StoreOutcome.Duplicate(entry.Identity),
            { Result.Status: CommitStatus.Conflict } => new StoreOutcome.Conflict(entry.Identity, $"SOP Instance UID {entry.Identity.Instance} is held already with other content; this one is kept aside."),
            _ => new StoreOutcome.Refused(RefusalReason.Unavailable, "The index did not take it: " + answer.Result.Detail),
        };
    }
}
