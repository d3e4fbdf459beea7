using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Archive.Retrieve;
using Gantry.Archive.Rules;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Compression;

/// <summary>One stretch of a rule's work.</summary>
internal sealed class CompressionRun(
    CompressionRule rule, CompressionState start, ICompressionStore store, IChangeFeed feed, IInstanceCatalog catalog, HeaderReader headers, InstanceRecoder recoder, CompressionPace pace,
    TimeProvider time, ILogger logger)
{
    private const int PageSize = 200;
    private const int RetriesAtATime = 20;

    /// <summary>Then other rules have their turn, and changed ones are read again.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    private readonly long began = time.GetTimestamp();
    private readonly BoundCondition[] conditions = [.. rule.Conditions.Select(c => c.Bind(DateOnly.FromDateTime(time.GetLocalNow().DateTime)))];
    private CompressionState state = start;
    private CompressionState saved = start;
    private readonly Dictionary<string, (long Count, string Last)> left = new(StringComparer.Ordinal);

    /// <summary>False when there is nothing to do at the moment.</summary>
    public async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (state.Cursor < 0)
        {
            state = state with { Cursor = feed.Latest };
            Save();
        }

        if (rule.IsDisabled || !rule.IsOpenAt(TimeOnly.FromTimeSpan(time.GetLocalNow().TimeOfDay)))
        {
            return false;
        }

        try
        {
            return await RetryAsync(cancellationToken).ConfigureAwait(false) && await FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Save();
        }
    }

    /// <summary>False when nothing can be written at the moment.</summary>
    private async ValueTask<bool> RetryAsync(CancellationToken cancellationToken)
    {
        foreach (RuleFailure failure in store.Failures(rule.Name, RetriesAtATime, onlyToRetry: true))
        {
            if (await catalog.FindAsync(InstanceUid.Parse(failure.Instance), cancellationToken).ConfigureAwait(false) is { } instance
                && !await TakeAsync(instance, null, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            store.RemoveRetried(rule.Name, failure.Instance);
        }

        return true;
    }

    private async ValueTask<bool> FollowAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Change> changes = await feed.ReadAsync(state.Cursor, PageSize, cancellationToken).ConfigureAwait(false);
        DateTimeOffset due = time.GetUtcNow() - TimeSpan.FromSeconds(rule.AfterSeconds);
        bool hasWorked = false;
        foreach (Change change in changes)
        {
            if (change is { Kind: ChangeKind.Stored, Instance: { } uid })
            {
                if (change.At > due)
                {
                    return hasWorked;
                }

                if (await IsWantedAsync(change, uid, cancellationToken).ConfigureAwait(false) is { } instance
                    && !await TakeAsync(instance, change.SourceAe, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }

            state = state with { Cursor = change.Number };
            hasWorked = true;
            if (time.GetElapsedTime(began) > Turn)
            {
                return true;
            }
        }

        return hasWorked;
    }

    private async ValueTask<StoredInstance?> IsWantedAsync(Change change, InstanceUid uid, CancellationToken cancellationToken)
    {
        // What was compressed before, on arrival or by another rule, is no news.
        return rule.IsFrom(change.SourceAe) && await catalog.FindAsync(uid, cancellationToken).ConfigureAwait(false) is { } instance
            && (rule.Stored.Count == 0 || rule.Stored.Contains(instance.TransferSyntaxUid)) && (instance.Generation == 0 || instance.TransferSyntaxUid != rule.To)
            ? instance : null;
    }

    /// <summary>False when nothing can be written at the moment: this one is the next to be tried.</summary>
    private async ValueTask<bool> TakeAsync(StoredInstance instance, string? sourceAe, CancellationToken cancellationToken)
    {
        await pace.GiveWayAsync(cancellationToken).ConfigureAwait(false);
        long beginning = time.GetTimestamp();
        RecodeOutcome outcome;
        try
        {
            Dataset header = await headers.ReadAsync(instance, cancellationToken).ConfigureAwait(false);
            if (!conditions.All(c => c.Holds(header)))
            {
                return true;
            }

            // A signature over the pixels would not hold any more (PS3.15 C).
            outcome = header.Contains(Tags.DigitalSignaturesSequence)
                ? new RecodeOutcome.Left("It is signed, and the signature would not hold any more.")
                : await recoder.RecodeAsync(instance, rule, sourceAe, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException failed) when (!failed.IsTransient)
        {
            outcome = new RecodeOutcome.Failed($"the stored object cannot be read: {failed.Message}");
        }
        catch (Exception failed) when (failed is not (OperationCanceledException or ObjectStoreException or IndexException or JobStoreException or InvalidOperationException))
        {
            // A defect of ours that one instance brings out: it is told of, and must not end the server or hold up the others.
            CompressionLog.Broken(logger, failed, rule.Name, instance.Identity.Instance.Value);
            outcome = new RecodeOutcome.Failed($"the instance could not be worked on: {failed.Message}");
        }

        bool goesOn = Note(instance, outcome);
        await pace.RestAsync(beginning, cancellationToken).ConfigureAwait(false);
        return goesOn;
    }

    private bool Note(StoredInstance instance, RecodeOutcome outcome)
    {
        switch (outcome)
        {
            case RecodeOutcome.Done done:
                pace.NoteOwn();
                state = state with { Compressed = state.Compressed + 1, BytesBefore = state.BytesBefore + done.BytesBefore, BytesAfter = state.BytesAfter + done.BytesAfter, Error = null };
                Save();
                return true;
            case RecodeOutcome.Left why:
                state = state with { Left = state.Left + 1, Error = null };
                left[why.Reason] = (left.GetValueOrDefault(why.Reason).Count + 1, instance.Identity.Instance.Value);
                return true;
            case RecodeOutcome.Failed failed:
                store.AddFailure(new RuleFailure(rule.Name, instance.Identity.Instance.Value, instance.Identity.Study.Value, failed.Reason, time.GetUtcNow(), IsToBeRetried: false));
                CompressionLog.Failed(logger, rule.Name, failed.Reason);
                return true;
            default:
                string reason = ((RecodeOutcome.Unavailable)outcome).Reason;
                if (state.Error != reason)
                {
                    CompressionLog.Waits(logger, rule.Name, reason);
                }

                state = state with { Error = reason };
                return false;
        }
    }

    private void Save()
    {
        if (state != saved)
        {
            saved = state;
            store.Save(rule.Name, state);
            foreach ((string reason, (long count, string last)) in left)
            {
                store.AddLeft(rule.Name, new CompressionLeft(reason, count, last));
            }

            left.Clear();
        }
    }
}
