using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Archive.Rules;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;

namespace Gantry.Archive.Routing;

/// <summary>One stretch of a rule's work: its destination, opened when it is needed, and how far it is.</summary>
internal sealed class RouteRun(Route route, RouteState state, RoutingParts parts) : IAsyncDisposable
{
    private const int RetriesAtATime = 100;
    private readonly BoundCondition[] conditions = [.. route.Conditions.Select(c => c.Bind(DateOnly.FromDateTime(parts.Time.GetLocalNow().DateTime)))];
    private readonly string? destinationAe = parts.TitleOf(route);
    private RouteState saved = state;
    private IForwardTarget? target;
    private IReadOnlyList<StoredInstance> next = [];

    public RouteState State { get; private set; } = state;

    public bool TakesFrom(string? sourceAe) =>
        (route.Sources.Count == 0 || (sourceAe is not null && route.Sources.Contains(sourceAe)))
        && (sourceAe is null || destinationAe != sourceAe);

    public async ValueTask<bool> MatchesAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        if (conditions.Length == 0)
        {
            return true;
        }

        try
        {
            Dataset header = await parts.Headers.ReadAsync(instance, cancellationToken).ConfigureAwait(false);
            return Array.TrueForAll(conditions, c => c.Holds(header));
        }
        catch (ObjectStoreException)
        {
            // Sending it says what is wrong with it.
            return true;
        }
    }

    public async ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken)
    {
        next = instances;
        if (target is not null)
        {
            await target.PrepareAsync(instances, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>False when the destination is not available: this one is the next to be tried.</summary>
    public async ValueTask<bool> ForwardAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        (ForwardOutcome outcome, string reason) = await SendAsync(instance, cancellationToken).ConfigureAwait(false);
        switch (outcome)
        {
            case ForwardOutcome.Sent:
                State = State with { Forwarded = State.Forwarded + 1, Attempts = 0, Error = null };
                return true;
            case ForwardOutcome.Refused:
                PutAside(instance, reason);
                return true;
            default:
                int attempts = State.Attempts + 1;
                State = State with { Attempts = attempts, Error = reason, NextAt = parts.Time.GetUtcNow() + parts.Options.Backoff(attempts) };
                RouteLog.Waits(parts.Logger, route.Name, State.NextAt, attempts, reason);
                return false;
        }
    }

    /// <summary>What somebody wants tried again. False when the destination is not available.</summary>
    public async ValueTask<bool> RetryRefusedAsync(CancellationToken cancellationToken)
    {
        foreach (RuleFailure failure in parts.Store.Failures(route.Name, RetriesAtATime, onlyToRetry: true))
        {
            if (await parts.Catalog.FindAsync(InstanceUid.Parse(failure.Instance), cancellationToken).ConfigureAwait(false) is { } instance)
            {
                next = [instance];
                bool isSettled = await ForwardAsync(instance, cancellationToken).ConfigureAwait(false);
                Save();
                if (!isSettled)
                {
                    return false;
                }
            }

            parts.Store.RemoveRetried(route.Name, failure.Instance);
        }

        return true;
    }

    public void CountOne() => State = State with { Forwarded = State.Forwarded + 1 };

    public void Advance(long number) => State = State with { Cursor = Math.Max(State.Cursor, number) };

    public void Save()
    {
        if (State != saved)
        {
            saved = State;
            parts.Store.Save(route.Name, State);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (target is not null)
        {
            await target.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<(ForwardOutcome Outcome, string Reason)> SendAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            (target, string reason) = parts.Targets.Select(t => t.Open(route)).OfType<(IForwardTarget?, string)>().First();
            if (target is null)
            {
                return (ForwardOutcome.Unavailable, reason);
            }

            await target.PrepareAsync(next, cancellationToken).ConfigureAwait(false);
        }

        return await target.SendAsync(instance, cancellationToken).ConfigureAwait(false);
    }

    private void PutAside(StoredInstance instance, string reason)
    {
        parts.Store.AddFailure(new RuleFailure(route.Name, instance.Identity.Instance.Value, instance.Identity.Study.Value, reason, parts.Time.GetUtcNow(), IsToBeRetried: false));
        RouteLog.Refused(parts.Logger, route.Name, reason);
    }
}
