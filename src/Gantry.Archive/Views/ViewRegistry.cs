using Gantry.Archive.Audit;
using Gantry.Archive.Peers;
using Gantry.Archive.Security;

namespace Gantry.Archive.Views;

/// <summary>The views that there are, and what a peer sees through its own. Every change is checked, durable when it returns, and audited.</summary>
public sealed class ViewRegistry(IViewStore store, IPeerStore peers, IAuditLog audit, TimeProvider time)
{
    public IReadOnlyList<ArchiveView> List() => store.List();

    public ArchiveView? Find(string name) => store.Find(name);

    /// <summary>Names of the peers that have a view.</summary>
    public IReadOnlyList<string> PeersOf(string view) => [.. peers.List().Where(p => p.Views.Contains(view, StringComparer.OrdinalIgnoreCase)).Select(p => p.Name)];

    /// <summary>What a peer may see now; null for all. A view that is gone shows nothing.</summary>
    public ViewScope? ScopeOf(Peer? peer) => peer is not { Views.Count: > 0 }
        ? null
        : new ViewScope(peer.Views.Select(store.Find).OfType<ArchiveView>(), DateOnly.FromDateTime(time.GetLocalNow().DateTime));

    public async ValueTask<ViewOutcome> PutAsync(ArchiveView view, Caller by, CancellationToken cancellationToken)
    {
        if (view.FindFault() is { } fault)
        {
            return new ViewOutcome.Refused(fault);
        }

        DateTimeOffset now = time.GetUtcNow();
        ArchiveView kept = store.Put(view with { CreatedAt = now, ChangedAt = now });
        string detail = string.Join(' ', kept.Conditions.Select(c => c.ToString()).Concat(kept.Sources.Select(s => "from " + s)));
        await audit.AppendAsync(new AuditEvent(AuditKind.ViewChanged, by.Actor, by.Address, kept.Name, detail), cancellationToken).ConfigureAwait(false);
        return new ViewOutcome.Done(kept);
    }

    public async ValueTask<ViewOutcome> RemoveAsync(string name, Caller by, CancellationToken cancellationToken)
    {
        if (PeersOf(name) is [var peer, ..])
        {
            return new ViewOutcome.InUse(peer);
        }

        if (store.Find(name) is not { } view || !store.Remove(name))
        {
            return new ViewOutcome.Unknown();
        }

        await audit.AppendAsync(new AuditEvent(AuditKind.ViewRemoved, by.Actor, by.Address, view.Name), cancellationToken).ConfigureAwait(false);
        return new ViewOutcome.Done(view);
    }
}
