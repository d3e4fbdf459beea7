using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Jobs;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Routing;

/// <summary>
/// Follows the change feed for one rule, in order: nothing is queued, so that what waits costs ingest nothing. An unavailable destination holds the rule where it is;
/// what is refused is put aside with its reason, and the rule goes on.
/// </summary>
internal sealed class RouteFollower(string name, RoutingParts parts)
{
    private const int PageSize = 500;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly PendingStudies pending = new();
    private readonly RecentStudies prefetchedFor = new();
    private string? ordered;
    private long seen = -1;
    private long saved;

    /// <summary>Runs until cancelled or the rule is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            OrderAt(null);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (parts.Store.Find(name) is not (var route, var state))
                {
                    return;
                }

                if (!await StepAsync(route, state, cancellationToken).ConfigureAwait(false))
                {
                    await WaitAsync(route, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                RouteLog.Failed(parts.Logger, failed, name);
                await Task.Delay(LookInterval, parts.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>False when there is nothing to do at the moment.</summary>
    private async ValueTask<bool> StepAsync(Route route, RouteState state, CancellationToken cancellationToken)
    {
        if (state.Cursor < 0)
        {
            state = state with { Cursor = parts.Feed.Latest };
            parts.Store.Save(name, state);
        }

        if (seen < 0)
        {
            seen = state.Cursor;
        }

        DateTimeOffset now = parts.Time.GetUtcNow();
        bool isFollowed = !route.IsDisabled && route.IsOpenAt(TimeOnly.FromTimeSpan(parts.Time.GetLocalNow().TimeOfDay));
        OrderAt(isFollowed ? route.OrderedDestination : null);
        TellNext(state.Cursor + 1);
        if (!isFollowed || now < state.NextAt)
        {
            return false;
        }

        await using RouteRun run = new(route, state, parts);
        if (!await run.RetryRefusedAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        return route.WaitsForStudy || route.Action != RouteAction.Send
            ? await StudiesAsync(run, route, now, cancellationToken).ConfigureAwait(false)
            : await InstancesAsync(run, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> InstancesAsync(RouteRun run, CancellationToken cancellationToken)
    {
        IReadOnlyList<Change> changes = await parts.Feed.ReadAsync(run.State.Cursor, PageSize, cancellationToken).ConfigureAwait(false);
        if (changes.Count == 0)
        {
            return false;
        }

        List<(Change Change, StoredInstance? Instance)> page = [];
        foreach (Change change in changes)
        {
            bool isWanted = change is { Kind: ChangeKind.Stored, Instance: not null } && run.TakesFrom(change.SourceAe);
            StoredInstance? instance = isWanted ? await parts.Catalog.FindAsync(change.Instance!.Value, cancellationToken).ConfigureAwait(false) : null;
            page.Add((change, instance is not null && await run.MatchesAsync(instance, cancellationToken).ConfigureAwait(false) ? instance : null));
        }

        await run.PrepareAsync([.. page.Select(p => p.Instance).OfType<StoredInstance>()], cancellationToken).ConfigureAwait(false);
        foreach ((Change change, StoredInstance? instance) in page)
        {
            TellNext(change.Number);
            if (instance is not null)
            {
                await WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
                if (!await run.ForwardAsync(instance, cancellationToken).ConfigureAwait(false))
                {
                    run.Save();
                    return false;
                }
            }

            run.Advance(change.Number);
            TellNext(change.Number + 1);
            SaveNowAndThen(run);
        }

        run.Save();
        return true;
    }

    private async ValueTask<bool> StudiesAsync(RouteRun run, Route route, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<Change> changes = await parts.Feed.ReadAsync(seen, PageSize, cancellationToken).ConfigureAwait(false);
        foreach (Change change in changes)
        {
            seen = change.Number;
            if (change is { Kind: ChangeKind.Stored, Instance: not null } && run.TakesFrom(change.SourceAe))
            {
                // A prefetch is the sooner the better: the first instance is enough to know the patient, and those behind it change nothing.
                if (route.Action != RouteAction.Prefetch)
                {
                    pending.Add(change.Study, change.Number, change.At);
                }
                else if (!prefetchedFor.Contains(change.Study, now))
                {
                    pending.Add(change.Study, change.Number, DateTimeOffset.MinValue);
                }
            }
        }

        foreach ((StudyUid study, long first) in pending.QuietSince(now - TimeSpan.FromSeconds(route.QuietSeconds)))
        {
            if (!await StudyAsync(run, route, study, first, cancellationToken).ConfigureAwait(false))
            {
                run.Save();
                return false;
            }

            pending.Remove(study);
            run.Advance((pending.First ?? (seen + 1)) - 1);
            SaveNowAndThen(run);
        }

        run.Advance((pending.First ?? (seen + 1)) - 1);
        run.Save();
        return changes.Count > 0;
    }

    /// <summary>False when the destination is not available.</summary>
    private async ValueTask<bool> StudyAsync(RouteRun run, Route route, StudyUid study, long first, CancellationToken cancellationToken)
    {
        // What was there before the first change of this time was sent then.
        List<StoredInstance> instances = [];
        foreach (StoredInstance instance in await parts.Catalog.ListAsync(study, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (instance.ArrivalNumber >= first && await run.MatchesAsync(instance, cancellationToken).ConfigureAwait(false))
            {
                instances.Add(instance);
            }
        }

        if (instances.Count == 0)
        {
            return true;
        }

        if (route.Action != RouteAction.Send)
        {
            Dataset header = await parts.Headers.ReadAsync(instances[0], cancellationToken).ConfigureAwait(false);
            parts.Tasks.Add(route, study, header.GetString(Tags.PatientID));
            run.CountOne();
            if (route.Action == RouteAction.Prefetch)
            {
                prefetchedFor.Note(study, parts.Time.GetUtcNow());
            }

            return true;
        }

        await run.PrepareAsync(instances, cancellationToken).ConfigureAwait(false);
        foreach (StoredInstance instance in instances)
        {
            if (!await run.ForwardAsync(instance, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The destination whose order the rule keeps from now on; null for none.</summary>
    private void OrderAt(string? destination)
    {
        if (ordered is { } before && !string.Equals(before, destination, StringComparison.OrdinalIgnoreCase))
        {
            parts.Turns.Leave(before, name);
        }

        ordered = destination;
    }

    private void TellNext(long number)
    {
        if (ordered is { } destination)
        {
            parts.Turns.Tell(destination, name, number);
        }
    }

    private ValueTask WaitForTurnAsync(CancellationToken cancellationToken) =>
        ordered is { } destination ? parts.Turns.WaitAsync(destination, name, cancellationToken) : ValueTask.CompletedTask;

    private void SaveNowAndThen(RouteRun run)
    {
        if (parts.Time.GetElapsedTime(saved) > LookInterval)
        {
            saved = parts.Time.GetTimestamp();
            run.Save();
        }
    }

    /// <summary>A new change wakes it; so does the clock, for rules changed and times reached.</summary>
    private async Task WaitAsync(Route route, CancellationToken cancellationToken)
    {
        Task look = Task.Delay(LookInterval, parts.Time, cancellationToken);
        if (pending.IsEmpty && !route.IsDisabled && parts.Store.Find(name) is (_, { Attempts: 0 } state))
        {
            using CancellationTokenSource looked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(look, parts.Feed.WaitAsync(Math.Max(state.Cursor, seen), looked.Token).AsTask()).ConfigureAwait(false);
            await looked.CancelAsync().ConfigureAwait(false);
            return;
        }

        await look.ConfigureAwait(false);
    }
}
